import type { Received } from '../../harness/siteGpt/route.ts';
import { SiteGptServer } from '../../harness/siteGpt/server.ts';
import type { Chatbot } from '../../harness/siteGpt/state.ts';
import type { AllState } from '../../nodes/polling/chatbots/allState';
import { type Options, registerTrigger } from './registerTrigger';

let server: SiteGptServer;
let chatbots: Chatbot[];
beforeEach(async () => {
	server = await SiteGptServer.start();
	chatbots = [1, 2, 3].map(() => server.state.addChatbot());
});
afterEach(async () => {
	jest.restoreAllMocks();
	await server.close();
});

/** A trigger of all chatbots, and one that the token can't see at first. */
function registered({ parameters = {}, ...options }: Options = {}) {
	const chatbotIds = chatbots.map(({ id }) => id);
	const trigger = registerTrigger(server, chatbots[0]!, {
		credential: { accessToken: server.addToken({ chatbotIds }) },
		parameters: { chatbots: 'all', chatbotId: undefined, ...parameters },
		...options,
	});
	/** What runs. */
	const leads = async () => {
		const items = await trigger.poll();
		return items && (await trigger.execute(items)).map(({ json }) => json.api);
	};
	return { ...trigger, chatbotIds, leads };
}

const addLead = (chatbot: Chatbot, fields = {}) => server.state.addLead(chatbot.id, fields);
const refusal = (status: number, code = 'NO') => ({
	status,
	body: JSON.stringify({ ok: false, error: { code, message: 'No.' } }),
});
const isAbout =
	({ id }: Chatbot) =>
	({ path }: Received) =>
		path.includes(id);

const MINUTE = 60_000;

/** Lets n8n's clocks go on, and the times in SiteGPT. */
function pass(ms: number): void {
	const [date, monotonic] = [Date.now() + ms, performance.now() + ms];
	jest.spyOn(Date, 'now').mockImplementation(() => date);
	jest.spyOn(performance, 'now').mockImplementation(() => monotonic);
}

async function requestsOf(poll: () => Promise<unknown>): Promise<string[]> {
	const before = server.requests.length;
	await poll();
	return server.requests.slice(before).map(({ path }) => path.replace('/api/v2', ''));
}

test('what is new in each chatbot is emitted, and the list of chatbots is read once an hour', async () => {
	const { poll, leads } = registered();
	addLead(chatbots[0]!);
	expect(await poll()).toBeUndefined();
	const added = chatbots.map((chatbot) => addLead(chatbot));
	const found = (await poll())!.map(({ json }) => [json.chatbotId, json.api]);
	expect(found).toHaveLength(3);
	for (const lead of added) expect(found).toContainEqual([lead.chatbotId, lead]);
	const idle = chatbots.map(({ id }) => `/chatbots/${id}/leads`);
	expect((await requestsOf(leads)).sort()).toEqual(idle.sort());
	pass(61 * MINUTE);
	expect(await requestsOf(leads)).toContain('/chatbots');
	expect((await requestsOf(leads)).sort()).toEqual(idle.sort());
});

test('two chatbots may have an ID in common', async () => {
	const all = registered();
	const one = registerTrigger(server, chatbots[0]!);
	await Promise.all([all.poll(), one.poll()]);
	const keys: unknown[] = [];
	for (const chatbot of chatbots) {
		addLead(chatbot, { id: 'same' });
		const [item] = await all.execute((await all.poll())!);
		expect(item?.json.chatbotId).toBe(chatbot.id);
		keys.push(item?.json.idempotencyKey);
	}
	expect((await one.poll())![0].json.idempotencyKey).toBe(keys[0]);
});

test.each([403, 404])('a chatbot that answers %i concerns only itself', async (status) => {
	const { leads, logged } = registered();
	await leads();
	const [refusing, ...others] = chatbots as [Chatbot, Chatbot, Chatbot];
	const planned = { fault: refusal(status), when: isAbout(refusing), times: Infinity };
	server.faults.push(planned);
	const waiting = addLead(refusing);
	for (let round = 0; round < 12; round++) {
		const lead = addLead(others[round % 2]!);
		expect(await leads()).toEqual([lead]);
	}
	expect(await leads()).toBeUndefined();
	expect(logged).toEqual([
		expect.stringContaining(`Could not read a chatbot: ${refusing.id} (No (NO))`),
	]);
	// It is left alone for ten minutes.
	expect(server.requests.filter(isAbout(refusing))).toHaveLength(2);
	server.faults.length = 0;
	pass(11 * MINUTE);
	expect(await leads()).toEqual([waiting]);
});

test.each([
	[401, 'TOKEN_NOT_VALID', 5],
	[403, 'TOKEN_SCOPE_NOT_ALLOWED', 5],
	[403, 'NO', 9],
])('what concerns all is reported: %i %s', async (status, code, most) => {
	chatbots.push(...Array.from({ length: 20 }, () => server.state.addChatbot()));
	const { poll, leads } = registered();
	await poll();
	const lead = addLead(chatbots[22]!);
	server.faults.push({ fault: refusal(status, code), times: 100 });
	const requests = await requestsOf(
		async () => await expect(poll()).rejects.toThrow(`No (${code})`),
	);
	expect(requests.length).toBeLessThanOrEqual(most);
	server.faults.length = 0;
	expect(await leads()).toEqual([lead]);
});

test('a chatbot that keeps failing is reported after ten polls, and tried less and less often', async () => {
	const { poll, logged } = registered();
	await poll();
	const [failing] = chatbots as [Chatbot];
	server.faults.push({ fault: refusal(500), when: isAbout(failing), times: Infinity });
	for (let n = 0; n < 9; n++) {
		expect(await poll()).toBeUndefined();
		pass(MINUTE);
	}
	await expect(poll()).rejects.toThrow(`Chatbot ${failing.id}: No`);
	expect(logged.join()).toContain(`Chatbot ${failing.id}: No`);
	expect(server.requests.filter(isAbout(failing)).length).toBeLessThan(8);
});

describe('a chatbot that the token can see later', () => {
	test('starts at the time of the list that did not have it', async () => {
		const { leads, chatbotIds, staticData } = registered();
		const added = server.state.addChatbot({ createdAt: '2020-01-01T00:00:00Z' });
		await leads();
		const { listedAt } = staticData().polling as unknown as AllState;
		const at = (ms: number) => ({ createdAt: new Date(listedAt! + ms).toISOString() });
		addLead(added, at(-1));
		const after = addLead(added, at(1));
		chatbotIds.push(added.id);
		expect(await leads()).toBeUndefined();
		pass(54 * MINUTE);
		expect(await leads()).toBeUndefined();
		pass(2 * MINUTE);
		expect(await leads()).toEqual([after]);
	});

	test('is found by the next poll if the workflow is published again, and one that refused is asked', async () => {
		const first = registered({ id: 'again' });
		await first.leads();
		const added = server.state.addChatbot();
		chatbots.push(added);
		const lead = addLead(added);
		server.faults.push({ fault: refusal(403), when: isAbout(chatbots[0]!) });
		expect(await first.leads()).toBeUndefined();
		const waiting = addLead(chatbots[0]!);
		const again = registered({ id: 'again' });
		const found = await again.leads();
		expect(found).toHaveLength(2);
		expect(found).toEqual(expect.arrayContaining([lead, waiting]));
	});

	test('or could see before, continues where it stopped', async () => {
		const { leads, chatbotIds, logged } = registered();
		await leads();
		const [gone] = chatbotIds.splice(1, 1) as [string];
		const lead = addLead(chatbots[1]!);
		expect(await leads()).toBeUndefined();
		pass(61 * MINUTE);
		expect(await leads()).toBeUndefined();
		pass(11 * MINUTE);
		expect((await requestsOf(leads)).join()).not.toContain(gone);
		chatbotIds.push(gone);
		pass(61 * MINUTE);
		expect(await leads()).toBeUndefined();
		expect(await leads()).toEqual([lead]);
		expect(logged.join()).toContain(gone);
	});
});

test('without a list of chatbots, nothing is lost, and an empty one is logged', async () => {
	const { leads, logged, chatbotIds } = registered();
	server.faults.push({ fault: refusal(500) });
	expect(await leads()).toBeUndefined();
	const lead = addLead(chatbots[0]!);
	const reachable = chatbotIds.splice(0);
	expect(await leads()).toBeUndefined();
	expect(logged.join()).toContain('lists no chatbots');
	chatbotIds.push(...reachable);
	expect(await leads()).toEqual([lead]);
});

test('a list of chatbots that fails or hangs keeps none from being read', async () => {
	const { poll, leads } = registered();
	await leads();
	const isList = ({ path }: Received) => path.endsWith('/chatbots');
	server.faults.push({ when: isList, fault: refusal(500), times: Infinity });
	pass(61 * MINUTE);
	for (let n = 0; n < 9; n++) {
		expect(await poll()).toBeUndefined();
		pass(MINUTE);
	}
	await expect(poll()).rejects.toThrow('No (NO)');
	expect(server.requests.filter(isList).length).toBeLessThan(8);
	const lead = addLead(chatbots[0]!);
	expect(await leads()).toEqual([lead]);
});

test('a backlog of one chatbot leaves room for others', async () => {
	const { leads } = registered();
	await leads();
	for (let n = 0; n < 600; n++) addLead(chatbots[0]!);
	const others = [addLead(chatbots[1]!), addLead(chatbots[2]!)];
	const first = (await leads())!;
	expect(first).toHaveLength(500);
	for (const lead of others) expect(first).toContainEqual(lead);
	expect(await leads()).toHaveLength(102);
});

test('after a restart, each chatbot continues', async () => {
	const first = registered();
	await first.poll();
	for (const chatbot of chatbots) addLead(chatbot);
	expect(await first.execute((await first.poll())!)).toHaveLength(3);
	await first.poll();
	const kept = JSON.parse(JSON.stringify(first.staticData())) as object;
	const restarted = registered();
	Object.assign(restarted.staticData(), kept);
	const leads = chatbots.map((chatbot) => addLead(chatbot));
	expect(await restarted.leads()).toEqual(expect.arrayContaining(leads));
});

describe('a test event', () => {
	const sample = async (triggerOn = 'newLead') => {
		const { execute } = registered({ parameters: { triggerOn } });
		return (await execute([{ json: {} }], 'manual')).map(({ json }) => json);
	};

	test('is from the first chatbot that has one', async () => {
		const lead = addLead(chatbots[1]!);
		server.faults.push({ fault: refusal(404), when: isAbout(chatbots[0]!) });
		expect(await sample()).toMatchObject([{ chatbotId: chatbots[1]!.id, api: lead }]);
		expect(server.requests).toHaveLength(3);
	});

	test('is missing if no chatbot has one', async () => {
		server.faults.push({ fault: refusal(403), when: isAbout(chatbots[2]!) });
		await expect(sample()).rejects.toThrow(
			`None of the 3 chatbots has a lead that matches the settings yet. Create one in SiteGPT, or pin sample data. Could not read ${chatbots[2]!.id} (No (NO)).`,
		);
		server.faults.push({ fault: refusal(403, 'TOKEN_SCOPE_NOT_ALLOWED'), times: 9 });
		await expect(sample()).rejects.toThrow('No (TOKEN_SCOPE_NOT_ALLOWED)');
		server.faults.length = 0;
		server.faults.push({
			fault: refusal(404),
			when: ({ path }) => path.endsWith('/leads'),
			times: 9,
		});
		await expect(sample()).rejects.toThrow('No (NO)');
		chatbots.length = 0;
		server.faults.length = 0;
		server.state.chatbots.length = 0;
		chatbots.push({ id: 'none' });
		await expect(sample()).rejects.toThrow('SiteGPT lists no chatbots for this access token');
	});
});
