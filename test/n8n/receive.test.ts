import type { IDataObject } from 'n8n-workflow';
import { allEvents } from '../../nodes/events/all';
import { escalation } from '../../nodes/events/escalation';
import { lead } from '../../nodes/events/lead';
import { message } from '../../nodes/events/message';
import { SiteGptEscalationTrigger } from '../../nodes/SiteGptEscalationTrigger/SiteGptEscalationTrigger.node';
import { SiteGptLeadTrigger } from '../../nodes/SiteGptLeadTrigger/SiteGptLeadTrigger.node';
import { SiteGptMessageTrigger } from '../../nodes/SiteGptMessageTrigger/SiteGptMessageTrigger.node';
import { type Endpoint, type EndpointSettings, PREVIOUS_TOKEN, serve, TOKEN } from './endpoint';

const triggers = [
	{ trigger: new SiteGptMessageTrigger(), event: message },
	{ trigger: new SiteGptEscalationTrigger(), event: escalation },
	{ trigger: new SiteGptLeadTrigger(), event: lead },
];
const [{ trigger: messageTrigger }, , { trigger: leadTrigger }] = triggers;

let endpoint: Endpoint;
let workflows = 0;

async function open(
	trigger: (typeof triggers)[number]['trigger'],
	settings: EndpointSettings = {},
) {
	// A separate workflow for each, because duplicates and credentials are remembered by node.
	endpoint = await serve(trigger, { workflowId: `workflow-${++workflows}`, ...settings });
	return endpoint;
}

afterEach(async () => {
	expect(endpoint.thrown).toEqual([]);
	await endpoint.close();
});

describe.each(triggers)('$trigger.description.name', ({ trigger, event }) => {
	test('a valid event is accepted and starts one execution', async () => {
		const { post, executions } = await open(trigger);
		expect(await post(event.sample)).toEqual({ status: 200, body: { status: 'accepted' } });
		expect(executions).toHaveLength(1);
		expect(executions[0]).toMatchObject({
			event: event.name,
			chatbotId: 'test_chatbot',
			idempotencyKey: expect.stringMatching(/^[0-9a-f]{64}$/),
			receivedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
		});
	});

	test('with Simplify off, the item is what SiteGPT sent', async () => {
		const { post, executions } = await open(trigger, { parameters: { simple: false } });
		const sent = { ...event.sample, later: { added: [1, null] } };
		await post(sent);
		expect(executions).toEqual([sent]);
	});

	test.each([
		['missing', {}],
		['wrong', { 'X-WEBHOOK-TOKEN': 'wrong' }],
		['empty', { 'X-WEBHOOK-TOKEN': '' }],
		['sent twice', { 'X-WEBHOOK-TOKEN': `${TOKEN}, ${TOKEN}` }],
	])('a token that is %s gets only 401', async (_, headers) => {
		const { post, executions } = await open(trigger);
		const answer = await post(event.sample, headers as Record<string, string>);
		expect(answer).toEqual({ status: 401, body: { error: 'Unauthorized' } });
		expect(await post('not even JSON'.repeat(3), { ...headers, 'Content-Type': 'x/y' })).toEqual(
			answer,
		);
		expect(executions).toEqual([]);
	});

	test('an event of another webhook gets 400 with the setting that the URL belongs in', async () => {
		const { post, executions } = await open(trigger);
		for (const other of allEvents.filter(({ name }) => name !== event.name)) {
			const { status, body } = await post(other.sample);
			expect(status).toBe(400);
			expect(body).toMatchObject({ error: 'Wrong event', got: other.name, expected: event.name });
			expect((body as { message: string }).message).toContain(`${event.settingPrefix} Webhook URL`);
		}
		expect(executions).toEqual([]);
	});

	test('an unknown event is ignored', async () => {
		const { post, executions } = await open(trigger);
		const answer = await post({ event: 'SOMETHING_NEW', data: {} });
		expect(answer).toEqual({ status: 200, body: { status: 'ignored' } });
		expect(executions).toEqual([]);
	});

	test('a payload without a chatbotId gets 400 with issues', async () => {
		const { post, executions } = await open(trigger);
		const { status, body } = await post({ event: event.name, data: { threadId: 'secret-value' } });
		expect(status).toBe(400);
		expect(body).toEqual({
			error: 'Invalid payload',
			issues: [{ path: 'data.chatbotId', message: 'Missing: expected text' }],
		});
		expect(executions).toEqual([]);
	});

	test.each([
		['null', 'null'],
		['an array', '[]'],
		['a string', '"ADD_MESSAGE"'],
		['a number', '0'],
		['an empty object', '{}'],
		['an event that is not a string', '{"event":{},"data":{}}'],
	])('%s gets 400', async (_, body) => {
		const { post, executions } = await open(trigger);
		expect(await post(body)).toMatchObject({ status: 400, body: { error: 'Invalid payload' } });
		expect(executions).toEqual([]);
	});

	test('Chatbot IDs', async () => {
		const parameters = { chatbotIds: ' other ,, test_chatbot ' };
		const { post, executions } = await open(trigger, { parameters });
		const accepted = await post(event.sample);
		expect(accepted.body).toEqual({ status: 'accepted' });
		const { data } = event.sample;
		const elsewhere = { ...event.sample, data: { ...data, chatbotId: 'test_chatbot_2' } };
		expect(await post(elsewhere)).toEqual({ status: 200, body: { status: 'ignored' } });
		expect(executions).toHaveLength(1);
	});

	test('what cannot be read is null, with the issues and the payload in the item', async () => {
		const { post, executions } = await open(trigger);
		const payload = { event: event.name, data: { chatbotId: {}, more: 1 }, issues: 'sent' };
		expect(await post(payload)).toEqual({ status: 200, body: { status: 'accepted' } });
		expect(executions).toEqual([
			expect.objectContaining({
				event: event.name,
				chatbotId: null,
				more: 1,
				otherFields: { issues: 'sent' },
				issues: expect.arrayContaining([
					{ path: 'data.chatbotId', message: 'Invalid: expected text' },
				]),
				payload,
				idempotencyKey: expect.stringMatching(/^[0-9a-f]{64}$/),
				receivedAt: expect.any(String),
			}),
		]);
		await post(event.sample);
		expect(executions[1]).not.toHaveProperty('issues');
		expect(executions[1]).not.toHaveProperty('payload');
	});

	test('with Simplify off, it is what SiteGPT sent, without issues', async () => {
		const { post, executions } = await open(trigger, { parameters: { simple: false } });
		const payload = { event: event.name, data: { chatbotId: [], more: 1 } };
		await post(payload);
		expect(executions).toEqual([payload]);
	});

	test.each([true, false])('On Invalid Payload: Reject, with Simplify %s', async (simple) => {
		const parameters = { simple, options: { onInvalidPayload: 'reject' } };
		const { post, executions } = await open(trigger, { parameters });
		const { status, body } = await post({ event: event.name, data: { chatbotId: [] } });
		expect(status).toBe(400);
		expect((body as { issues: unknown }).issues).toContainEqual({
			path: 'data.chatbotId',
			message: 'Invalid: expected text',
		});
		expect(executions).toEqual([]);
		expect(await post(event.sample)).toMatchObject({ status: 200 });
	});

	test.each(['emit', 'reject'])(
		'filters come first with On Invalid Payload: %s',
		async (choice) => {
			const parameters = { chatbotIds: 'other', options: { onInvalidPayload: choice } };
			const { post, executions } = await open(trigger, { parameters });
			const ignored = { status: 200, body: { status: 'ignored' } };
			expect(await post({ event: event.name, data: { chatbotId: 'a bot' } })).toEqual(ignored);
			expect(executions).toEqual([]);
		},
	);

	test('JSON of any depth is accepted', async () => {
		const { post, executions } = await open(trigger);
		const deep = `${'['.repeat(5000)}"inside"${']'.repeat(5000)}`;
		const body = `{"event":"${event.name}","data":{"chatbotId":"a","deep":${deep}}}`;
		expect(await post(body)).toMatchObject({ status: 200 });
		expect(JSON.stringify(executions[0].deep)).toContain('inside');
	});
});

describe('the token', () => {
	test('the previous one is accepted too', async () => {
		const credential = async () => ({ token: TOKEN, previousToken: PREVIOUS_TOKEN });
		const { post } = await open(messageTrigger, { credential });
		for (const token of [TOKEN, PREVIOUS_TOKEN]) {
			expect(await post(message.sample, { 'X-WEBHOOK-TOKEN': token })).toMatchObject({
				status: 200,
			});
		}
	});

	test.each([
		{},
		{ token: '' },
		{ token: ' \n' },
		{ token: '', previousToken: '' },
		{ token: null },
	])('a credential without a token rejects every request: %j', async (data) => {
		const { post } = await open(messageTrigger, { credential: async () => data as never });
		for (const token of ['', 'undefined', 'null', TOKEN]) {
			expect(await post(message.sample, { 'X-WEBHOOK-TOKEN': token })).toMatchObject({
				status: 401,
			});
		}
	});

	test('a credential that cannot be loaded gets 503, and the next delivery is accepted', async () => {
		let broken = true;
		const credential = async () => {
			if (broken) throw new Error('no database');
			return { token: TOKEN };
		};
		const { post, executions } = await open(messageTrigger, { credential });
		expect(await post(message.sample)).toEqual({
			status: 503,
			body: { error: 'Service Unavailable' },
		});
		broken = false;
		expect(await post(message.sample)).toMatchObject({ status: 200 });
		expect(executions).toHaveLength(1);
	});

	test('a burst shares one read of the credential', async () => {
		let reads = 0;
		const credential = async () => {
			reads++;
			await new Promise((resolve) => setTimeout(resolve, 50));
			return { token: TOKEN };
		};
		const { post } = await open(messageTrigger, { credential });
		const answers = await Promise.all(
			Array.from({ length: 20 }, async () => await post(message.sample)),
		);
		expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
		expect(reads).toBe(1);
	});

	test('is never in an item', async () => {
		const { post, executions } = await open(messageTrigger);
		await post(message.sample);
		expect(JSON.stringify(executions)).not.toContain(TOKEN);
	});
});

describe('Trigger On', () => {
	const typed = (messageType: unknown) => ({
		...message.sample,
		data: { ...message.sample.data, messageType },
	});

	test.each([
		[['*'], 'SOMETHING_NEW', 'accepted'],
		[[], 'USER_MESSAGE', 'accepted'],
		[['AGENT_MESSAGE', 'USER_MESSAGE'], 'USER_MESSAGE', 'accepted'],
		[['AGENT_MESSAGE', 'USER_MESSAGE'], 'NORMAL_MESSAGE', 'ignored'],
		[['AGENT_MESSAGE'], 'SOMETHING_NEW', 'ignored'],
		[['AGENT_MESSAGE', '*'], 'NORMAL_MESSAGE', 'accepted'],
		// From an expression:
		['AGENT_MESSAGE', 'AGENT_MESSAGE', 'accepted'],
		['AGENT_MESSAGES', 'AGENT_MESSAGE', 'ignored'],
		[7, 'AGENT_MESSAGE', 'ignored'],
		[null, 'AGENT_MESSAGE', 'accepted'],
		// What cannot be read is not filtered:
		[['AGENT_MESSAGE'], {}, 'accepted'],
	])('%j, a %j is %s', async (triggerOn, messageType, status) => {
		const { post, executions } = await open(messageTrigger, {
			parameters: { triggerOn } as IDataObject,
		});
		expect(await post(typed(messageType))).toEqual({ status: 200, body: { status } });
		expect(executions).toHaveLength(status === 'accepted' ? 1 : 0);
	});
});

describe('Ignore Duplicate Deliveries', () => {
	const on = { options: { ignoreDuplicates: 'process' } };

	test('the same event again is a duplicate, in any order of its keys', async () => {
		const { post, executions } = await open(leadTrigger);
		const { event, data } = lead.sample;
		expect(await post({ event, data })).toMatchObject({ body: { status: 'accepted' } });
		const again = await post({ data: Object.fromEntries(Object.entries(data).reverse()), event });
		expect(again).toEqual({ status: 200, body: { status: 'duplicate' } });
		expect(executions).toHaveLength(1);
	});

	test('is off for messages unless someone turns it on', async () => {
		const { post, executions } = await open(messageTrigger);
		await post(message.sample);
		await post(message.sample);
		expect(executions).toHaveLength(2);
		await endpoint.close();
		const again = await open(messageTrigger, { parameters: on });
		await again.post(message.sample);
		await again.post(message.sample);
		expect(again.executions).toHaveLength(1);
	});

	test('can be turned off for leads', async () => {
		const parameters = { options: { ignoreDuplicates: 'off' } };
		const { post, executions } = await open(leadTrigger, { parameters });
		await post(lead.sample);
		await post(lead.sample);
		expect(executions).toHaveLength(2);
	});

	test('while the first delivery is not answered, a repeat gets 503, so SiteGPT retries it', async () => {
		let stored: () => void;
		const store = async () => await new Promise<void>((resolve) => (stored = resolve));
		const { post, executions } = await open(leadTrigger, { store });
		const first = post(lead.sample);
		while (executions.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
		expect(await post(lead.sample)).toEqual({ status: 503, body: { status: 'pending' } });
		stored!();
		expect(await first).toMatchObject({ status: 200 });
		expect(await post(lead.sample)).toEqual({ status: 200, body: { status: 'duplicate' } });
		expect(executions).toHaveLength(1);
	});

	test('an event that n8n could not store is accepted when it is retried', async () => {
		let fails = true;
		const store = async () => {
			if (fails) throw new Error('no database');
		};
		const { post, executions } = await open(leadTrigger, { store });
		expect(await post(lead.sample)).toMatchObject({ status: 500 });
		fails = false;
		expect(await post(lead.sample)).toMatchObject({ body: { status: 'accepted' } });
		expect(executions).toHaveLength(2);
	});

	test('an event whose sender hung up before the answer is a duplicate once n8n has stored it', async () => {
		let stored: () => void;
		const store = async () => await new Promise<void>((resolve) => (stored = resolve));
		const { post, executions, url } = await open(leadTrigger, { store });
		const hangUp = new AbortController();
		const first = fetch(url, {
			method: 'POST',
			headers: { 'Content-Type': 'application/json', 'X-WEBHOOK-TOKEN': TOKEN },
			body: JSON.stringify(lead.sample),
			signal: hangUp.signal,
		});
		while (executions.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
		hangUp.abort();
		await expect(first).rejects.toThrow();
		expect(await post(lead.sample)).toMatchObject({ status: 503 });
		stored!();
		await new Promise((resolve) => setImmediate(resolve));
		expect(await post(lead.sample)).toEqual({ status: 200, body: { status: 'duplicate' } });
		expect(executions).toHaveLength(1);
	});

	test('does not apply while listening for a test event', async () => {
		const { post, executions } = await open(leadTrigger, { mode: 'manual' });
		await post(lead.sample);
		await post(lead.sample);
		expect(executions).toHaveLength(2);
	});

	test('does not apply between nodes', async () => {
		const { post } = await open(leadTrigger);
		await post(lead.sample);
		await endpoint.close();
		const { post: postToOther } = await open(leadTrigger);
		expect(await postToOther(lead.sample)).toMatchObject({ body: { status: 'accepted' } });
	});
});

describe('Acknowledge: After Workflow Succeeds', () => {
	const parameters = { options: { acknowledge: 'lastNode' } };

	test('answers when the workflow has succeeded', async () => {
		const { post } = await open(leadTrigger, { parameters, run: async () => true });
		expect(await post(lead.sample)).toEqual({ status: 200, body: { status: 'accepted' } });
	});

	test('answers 500 if it failed, and the retry is not a duplicate', async () => {
		let succeeds = false;
		const run = async () => succeeds;
		const { post, executions } = await open(leadTrigger, { parameters, run });
		expect(await post(lead.sample)).toEqual({
			status: 500,
			body: { message: 'Error in workflow' },
		});
		succeeds = true;
		expect(await post(lead.sample)).toEqual({ status: 200, body: { status: 'accepted' } });
		expect(executions).toHaveLength(2);
	});
});
