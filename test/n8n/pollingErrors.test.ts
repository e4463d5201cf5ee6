import { faults } from '../../harness/siteGpt/faults.ts';
import { SiteGptServer } from '../../harness/siteGpt/server.ts';
import type { Chatbot } from '../../harness/siteGpt/state.ts';
import type { PollState } from '../../nodes/polling/core/state';
import { type Options, registerTrigger } from './registerTrigger';

let server: SiteGptServer;
let chatbot: Chatbot;
beforeEach(async () => {
	server = await SiteGptServer.start();
	chatbot = server.state.addChatbot();
});
afterEach(async () => {
	jest.restoreAllMocks();
	await server.close();
});

const registered = (options?: Options) => registerTrigger(server, chatbot, options);

const MINUTE = 60_000;

/** Lets n8n's clocks go on. The server's clock stays. */
function pass(ms: number): void {
	const [date, monotonic] = [Date.now() + ms, performance.now() + ms];
	jest.spyOn(Date, 'now').mockImplementation(() => date);
	jest.spyOn(performance, 'now').mockImplementation(() => monotonic);
}

describe('what only a person can fix', () => {
	const expired = () => ({ accessToken: server.addToken({ isExpired: true }) });

	test('is reported immediately while publishing', async () => {
		await expect(registered({ credential: expired() }).poll()).rejects.toMatchObject({
			message: 'The token has expired (TOKEN_NOT_VALID)',
			description: expect.stringContaining('Create an access token'),
			failure: { cause: 'credential-invalid' },
		});
	});

	test('is only logged while n8n starts, then reported once an hour', async () => {
		const { poll, logged } = registered({ credential: expired(), activation: 'init' });
		// n8n would give up on the trigger for good.
		expect(await poll()).toBeUndefined();
		await expect(poll()).rejects.toThrow('The token has expired');
		expect(await poll()).toBeUndefined();
		expect(logged).toEqual([expect.stringMatching(/next one tries again. The token has expired/)]);
		pass(61 * MINUTE);
		await expect(poll()).rejects.toThrow('The token has expired');
	});

	test('is reported immediately while publishing again, and a wrong setting too', async () => {
		const again = registered({ credential: expired(), activation: 'update' });
		await expect(again.poll()).rejects.toThrow('The token has expired');
		const parameters = { options: { lookBack: 'soon' } };
		const starting = registered({ parameters, activation: 'init' });
		expect(await starting.poll()).toBeUndefined();
		expect(starting.logged.join()).toContain('Look Back is "soon"');
	});

	test("counts as such in each scheduled poll of n8n's durable scheduler, which has a context of its own", async () => {
		const durable = { credential: expired(), activation: 'update', budget: 36_000, id: 'durable' };
		await expect(registered(durable as Options).poll()).rejects.toThrow('The token has expired');
		expect(await registered(durable as Options).poll()).toBeUndefined();
	});

	test.each([400, 403, 404])('status %i', async (status) => {
		const { poll } = registered();
		await poll();
		const body = JSON.stringify({ ok: false, error: { code: 'NO', message: 'No.' } });
		server.faults.push({ fault: { status, body }, times: 2 });
		await expect(poll()).rejects.toMatchObject({ failure: { cause: 'configuration-invalid' } });
	});
});

describe('what is temporary', () => {
	test('is logged once a minute, and reported if it lasts', async () => {
		const { poll, logged } = registered();
		server.faults.push({ fault: faults.okFalse, times: 100 });
		for (let n = 0; n < 9; n++) expect(await poll()).toBeUndefined();
		expect(logged).toHaveLength(1);
		await expect(poll()).rejects.toMatchObject({ failure: { cause: 'temporarily-unavailable' } });
	});

	test('counts from zero after a poll that succeeds', async () => {
		const { poll } = registered();
		for (let round = 0; round < 2; round++) {
			server.faults.push({ fault: faults.okFalse, times: 9 });
			for (let n = 0; n < 10; n++) expect(await poll()).toBeUndefined();
		}
	});
});

test('after 429, no trigger with this token sends a request before the time is over', async () => {
	const [first, second] = [registered(), registered()];
	second.secrets.accessToken = first.secrets.accessToken;
	await first.poll();
	await second.poll();
	server.faults.push({ fault: faults.tooMany(1800) });
	expect(await first.poll()).toBeUndefined();
	const before = server.requests.length;
	pass(25 * MINUTE);
	expect(await first.poll()).toBeUndefined();
	expect(await second.poll()).toBeUndefined();
	expect(server.requests).toHaveLength(before);
	const [, until] = /No poll until (.*)\.$/.exec(second.logged.join())!;
	expect(Date.parse(until)).toBeGreaterThan(Date.now());
	pass(6 * MINUTE);
	server.state.addLead(chatbot.id);
	expect(await second.poll()).toHaveLength(1);
});

test('429 for more than an hour is tried again after an hour', async () => {
	const { poll } = registered();
	await poll();
	server.faults.push({ fault: faults.tooMany(1_000_000) });
	expect(await poll()).toBeUndefined();
	pass(61 * MINUTE);
	server.state.addLead(chatbot.id);
	expect(await poll()).toHaveLength(1);
});

test('a setting that cannot be used is named', async () => {
	const lookBack = registered({ parameters: { options: { lookBack: 'soon' } } });
	await expect(lookBack.poll()).rejects.toThrow('Look Back is "soon". Enter a number of minutes');
	const unknown = registered({ parameters: { triggerOn: 'toString' } });
	await expect(unknown.poll()).rejects.toThrow('has no "toString" in Trigger On');
});

test('the mark is set although SiteGPT may not be asked yet', async () => {
	const [first, second] = [registered(), registered()];
	second.secrets.accessToken = first.secrets.accessToken;
	await first.poll();
	server.faults.push({ fault: faults.tooMany(1800) });
	await first.poll();
	expect(await second.poll()).toBeUndefined();
	const { mark, revision } = second.staticData().polling as unknown as PollState;
	expect(mark).toBeLessThanOrEqual(Date.now());
	pass(31 * MINUTE);
	server.state.addLead(chatbot.id);
	expect(await second.poll()).toHaveLength(1);
	expect((second.staticData().polling as unknown as PollState).revision).not.toBe(revision);
});

test.each([true, false])(
	"whether the mark is by n8n's clock survives that n8n forgets the node's data (%s)",
	async (isByN8nClock) => {
		const first = registered();
		if (isByN8nClock) server.faults.push({ fault: faults.okFalse, times: 9 });
		await first.poll();
		const restarted = registered();
		const global = ({ workflow }: typeof first) => workflow.getStaticData('global');
		const field = ({ node }: typeof first) => `siteGptPolling ${node.id}`;
		global(restarted)[field(restarted)] = global(first)[field(first)];
		server.faults.length = 0;
		server.faults.push({ fault: faults.okFalse, times: 9 });
		await restarted.poll();
		const { mark } = first.staticData().polling as unknown as PollState;
		expect(restarted.staticData().polling).toMatchObject({ mark, isByN8nClock });
	},
);
