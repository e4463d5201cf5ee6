import type { IDataObject } from 'n8n-workflow';
import { lead } from '../../nodes/events/lead';
import { SiteGptLeadTrigger } from '../../nodes/SiteGptLeadTrigger/SiteGptLeadTrigger.node';
import { type Answer, type Endpoint, type EndpointSettings, serve, TOKEN } from './endpoint';

const trigger = new SiteGptLeadTrigger();
const accepted = { status: 200, body: { status: 'accepted' } };
const unavailable = { status: 503, body: { error: 'Service Unavailable' } };

/** Something that happens when a test says so. */
function gate<Value = void>() {
	let open!: (value: Value) => void;
	const opened = new Promise<Value>((resolve) => (open = resolve));
	return { opened, open };
}

let endpoint: Endpoint;
let workflows = 0;

async function open(options: IDataObject = {}, settings: EndpointSettings = {}): Promise<Endpoint> {
	const parameters = { options: { maxEvents: 100, ...options } };
	endpoint = await serve(trigger, { workflowId: `batch-${++workflows}`, parameters, ...settings });
	return endpoint;
}

afterEach(async () => {
	expect(endpoint.thrown).toEqual([]);
	await endpoint.close();
});

function leadOf(id: string) {
	const details = lead.sample.data.leadDetails as object;
	return { ...lead.sample, data: { ...lead.sample.data, leadDetails: { ...details, id } } };
}

/** Sends leads one after the other, each once the one before has reached the trigger. */
async function sendAll(ids: string[]): Promise<Array<Promise<Answer>>> {
	const answers: Array<Promise<Answer>> = [];
	for (const id of ids) {
		const calls = endpoint.calls + 1;
		answers.push(endpoint.post(leadOf(id)));
		while (endpoint.calls < calls) await new Promise((resolve) => setTimeout(resolve, 1));
		// The trigger reads the token and the event without waiting for anything else.
		await new Promise(setImmediate);
	}
	return answers;
}

const ids = (items: IDataObject[]) => items.map((item) => (item.lead as { id: string }).id);

test('events that arrive while n8n stores one share the next execution, each with its own item', async () => {
	const stored = gate();
	await open({}, { store: async () => await stored.opened });
	const answers = await sendAll(['a', 'b', 'c', 'd']);
	expect(endpoint.items.map(ids)).toEqual([['a']]);
	stored.open();
	expect(await Promise.all(answers)).toEqual(Array(4).fill(accepted));
	expect(endpoint.items.map(ids)).toEqual([['a'], ['b', 'c', 'd']]);
	const [, batch] = endpoint.items;
	expect(new Set(batch.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(3);
	expect(batch.map(({ receivedAt }) => receivedAt)).toEqual(
		batch.map(({ receivedAt }) => receivedAt).toSorted(),
	);
	expect(await endpoint.post(leadOf('c'))).toEqual({ status: 200, body: { status: 'duplicate' } });
});

test('if n8n could not store a batch, none of it is accepted, and a retry is not a duplicate', async () => {
	const first = gate();
	let stores = 0;
	const store = async () => {
		if (++stores === 1) await first.opened;
		if (stores === 2) throw new Error('no database');
	};
	await open({}, { store });
	const answers = await sendAll(['a', 'b', 'c']);
	first.open();
	const [a, b, c] = await Promise.all(answers);
	expect([a, c]).toEqual([accepted, unavailable]);
	expect(b.status).toBe(500);
	expect(await endpoint.post(leadOf('b'))).toEqual(accepted);
	expect(await endpoint.post(leadOf('c'))).toEqual(accepted);
});

test('a repeat of an event that waits is pending', async () => {
	const stored = gate();
	await open({}, { store: async () => await stored.opened });
	const answers = await sendAll(['a', 'b']);
	expect(await endpoint.post(leadOf('b'))).toEqual({ status: 503, body: { status: 'pending' } });
	stored.open();
	await Promise.all(answers);
	expect(endpoint.items.map(ids)).toEqual([['a'], ['b']]);
});

test('an event that is stored too late for its answer is a duplicate when it is retried', async () => {
	const first = gate();
	const late = gate();
	let stores = 0;
	const store = async () => await (++stores === 1 ? first.opened : late.opened);
	await open({}, { store });
	const answers = await sendAll(['a', 'b', 'c']);
	first.open();
	expect(await answers[2]).toEqual(unavailable);
	expect(await endpoint.post(leadOf('c'))).toEqual({ status: 503, body: { status: 'pending' } });
	late.open();
	expect(await Promise.all(answers.slice(0, 2))).toEqual([accepted, accepted]);
	expect(await endpoint.post(leadOf('c'))).toEqual({ status: 200, body: { status: 'duplicate' } });
	expect(endpoint.items.map(ids)).toEqual([['a'], ['b', 'c']]);
}, 10_000);

test('an event whose sender hangs up while it waits is left out, and its retry is accepted', async () => {
	const stored = gate();
	await open({}, { store: async () => await stored.opened });
	const [first] = await sendAll(['a']);
	const hangUp = new AbortController();
	const gone = fetch(endpoint.url, {
		method: 'POST',
		headers: { 'Content-Type': 'application/json', 'X-WEBHOOK-TOKEN': TOKEN },
		body: JSON.stringify(leadOf('gone')),
		signal: hangUp.signal,
	});
	const [waiting] = await sendAll(['b']);
	hangUp.abort();
	await expect(gone).rejects.toThrow();
	await new Promise((resolve) => setTimeout(resolve, 20));
	stored.open();
	expect(await Promise.all([first, waiting])).toEqual([accepted, accepted]);
	expect(await endpoint.post(leadOf('gone'))).toEqual(accepted);
	expect(endpoint.items.map(ids)).toEqual([['a'], ['b'], ['gone']]);
});

test.each([true, false])(
	'After Workflow Succeeds answers for the whole batch: %s',
	async (succeeds) => {
		const first = gate();
		let runs = 0;
		const run = async () => {
			if (++runs > 1) return succeeds;
			await first.opened;
			return true;
		};
		await open({ acknowledge: 'lastNode' }, { run });
		const answers = await sendAll(['a', 'b', 'c']);
		first.open();
		const [a, b, c] = await Promise.all(answers);
		expect(a).toEqual(accepted);
		if (succeeds) expect([b, c]).toEqual([accepted, accepted]);
		else expect([b.status, c]).toEqual([500, unavailable]);
	},
);

test('events with different tokens or settings never share an execution', async () => {
	const stored = gate();
	let token = TOKEN;
	const settings: EndpointSettings = {
		store: async () => await stored.opened,
		credential: async () => ({ token }),
	};
	await open({}, settings);
	const answers = await sendAll(['a']);
	// The trigger uses a read of the credential for one second.
	await new Promise((resolve) => setTimeout(resolve, 1100));
	token = `${TOKEN}-rotated`;
	const headers = { 'X-WEBHOOK-TOKEN': token };
	answers.push(endpoint.post(leadOf('b'), headers));
	await new Promise((resolve) => setTimeout(resolve, 50));
	expect(endpoint.items.map(ids)).toEqual([['a'], ['b']]);
	stored.open();
	expect(await Promise.all(answers)).toEqual([accepted, accepted]);
});
