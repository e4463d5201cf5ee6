import { escalation } from '../../nodes/events/escalation';
import type { SentPayload } from '../../nodes/events/event';
import { lead } from '../../nodes/events/lead';
import { message } from '../../nodes/events/message';
import { SiteGptEscalationTrigger } from '../../nodes/SiteGptEscalationTrigger/SiteGptEscalationTrigger.node';
import { SiteGptLeadTrigger } from '../../nodes/SiteGptLeadTrigger/SiteGptLeadTrigger.node';
import { SiteGptMessageTrigger } from '../../nodes/SiteGptMessageTrigger/SiteGptMessageTrigger.node';
import { type Endpoint, type EndpointSettings, serve, TOKEN } from './endpoint';

// What people have run into with webhooks in n8n: events and setups that differ from SiteGPT's documentation.

const triggers = [
	{ trigger: new SiteGptMessageTrigger(), event: message.name },
	{ trigger: new SiteGptEscalationTrigger(), event: escalation.name },
	{ trigger: new SiteGptLeadTrigger(), event: lead.name },
];

let endpoint: Endpoint;
let workflows = 0;

async function open(event: string, settings: EndpointSettings = {}): Promise<Endpoint> {
	const { trigger } = triggers.find((one) => one.event === event)!;
	endpoint = await serve(trigger, { workflowId: `report-${++workflows}`, ...settings });
	return endpoint;
}

afterEach(async () => {
	expect(endpoint.thrown).toEqual([]);
	await endpoint.close();
});

const accepted = { status: 200, body: { status: 'accepted' } };
const ignored = { status: 200, body: { status: 'ignored' } };

function changed({ sample }: { sample: SentPayload }, data: object): SentPayload {
	return { ...sample, data: { ...sample.data, ...data } };
}

const details = (fields: object) => ({
	leadDetails: { ...(lead.sample.data.leadDetails as object), ...fields },
});
const user = (fields: object) => ({
	user: { ...(escalation.sample.data.user as object), ...fields },
});

describe('what SiteGPT may send', () => {
	test.each([
		{
			event: lead,
			data: details({ phone: 15550000000 }),
			item: { lead: { phone: '15550000000' } },
		},
		{ event: lead, data: details({ id: 42 }), item: { lead: { id: '42' } } },
		{
			event: lead,
			data: details({ capturedAt: 1768473000 }),
			item: { lead: { capturedAt: '1768473000' } },
		},
		{
			event: escalation,
			data: user({ id: 7, verified: 'true' }),
			item: { user: { id: '7', verified: true } },
		},
		{
			event: escalation,
			data: user({ verified: 0, createdAt: 1.5 }),
			item: { user: { verified: false, createdAt: '1.5' } },
		},
		{
			event: message,
			data: { chatbotId: 5, threadId: 0 },
			item: { chatbotId: '5', threadId: '0' },
		},
		{
			event: message,
			data: { sources: [{ url: 'https://x', title: 't' }] },
			item: { sources: ['https://x'] },
		},
		{ event: message, data: { sources: ['https://x', null] }, item: { sources: ['https://x'] } },
		{ event: message, data: { sources: 'https://x' }, item: { sources: ['https://x'] } },
		{ event: message, data: { question: { text: 'q', timestamp: 1 } }, item: { question: 'q' } },
		{ event: message, data: { answer: { text: null } }, item: { answer: null } },
		{
			event: lead,
			data: details({ customFields: { role: 'CEO' } }),
			item: { customFields: { role: 'CEO', company: 'Example Ltd' } },
		},
		{
			event: lead,
			data: details({ customData: { role: 'CEO' } }),
			item: { customFields: { role: 'CEO' } },
		},
		{
			event: lead,
			data: { customFields: { role: 'CEO' } },
			item: { customFields: { role: 'CEO' } },
		},
	])('$event.name: $data is converted', async ({ event, data, item }) => {
		const { post, executions } = await open(event.name);
		expect(await post(changed(event, data))).toEqual(accepted);
		expect(executions[0]).toMatchObject(item);
		expect(executions[0]).not.toHaveProperty('issues');
		expect(endpoint.logged).toEqual([]);
	});

	test.each([
		{ event: message, name: 'add_message' },
		{ event: lead, name: 'LEAD_CAPTURED' },
	])('the unknown event $name is ignored with a warning', async ({ event, name }) => {
		const { post, executions, logged } = await open(event.name);
		expect(await post({ ...event.sample, event: name })).toEqual(ignored);
		expect(executions).toEqual([]);
		expect(logged).toEqual([expect.stringMatching(`^warn .*Ignored the event ${name}, because`)]);
	});

	test.each([
		{
			event: lead,
			data: details({ id: undefined }),
			item: { lead: { id: null } },
			path: 'data.leadDetails.id',
		},
		{
			event: lead,
			data: details({ id: '' }),
			item: { lead: { id: null } },
			path: 'data.leadDetails.id',
		},
		{ event: escalation, data: { user: [] }, item: { user: null }, path: 'data.user' },
		{
			event: escalation,
			data: { threadId: null },
			item: { threadId: null },
			path: 'data.threadId',
		},
		{
			event: message,
			data: { messageType: ['a'] },
			item: { messageType: null },
			path: 'data.messageType',
		},
	])('$event.name: $data is null with an issue', async ({ event, data, item, path }) => {
		const { post, executions } = await open(event.name);
		const payload = JSON.parse(JSON.stringify(changed(event, data))) as SentPayload;
		expect(await post(payload)).toEqual(accepted);
		expect(executions[0]).toMatchObject({
			...item,
			issues: [{ path, message: expect.any(String) }],
			payload,
		});
	});

	const types = [
		...['application/json ; charset=utf-8', 'application/hal+json', 'text/json', 'text/plain'],
		...['application/x-www-form-urlencoded', 'image/png', ''],
	];

	test.each(types)('JSON as %j is read', async (contentType) => {
		const { post, executions } = await open(message.name);
		const headers = { 'X-WEBHOOK-TOKEN': TOKEN, 'Content-Type': contentType };
		const answer = { text: 'Ja, für 5 € + Versand & mehr' };
		const body = Buffer.from(JSON.stringify(changed(message, { answer })));
		expect(await post(body, headers)).toEqual(accepted);
		expect(executions[0].answer).toBe(answer.text);
	});

	test.each(types)('a body as %j that is not JSON gets 400 with the type', async (contentType) => {
		const { post, executions, logged } = await open(message.name);
		const headers = { 'X-WEBHOOK-TOKEN': TOKEN, 'Content-Type': contentType };
		for (const body of ['event=ADD_MESSAGE&data=secret', '{"event":', '']) {
			const answer = await post(Buffer.from(body), headers);
			expect(answer).toMatchObject({ status: 400, body: { error: 'Invalid payload' } });
			const text = JSON.stringify(answer.body);
			expect(text).toContain('application/json');
			if (contentType !== '') expect(text).toContain(contentType.split(' ')[0]);
		}
		expect(executions).toEqual([]);
		expect(logged).toEqual([expect.stringMatching(/^warn .* not JSON/)]);
		expect(logged.join()).not.toContain('secret');
	});
});

describe('what a user sets up', () => {
	test('version 1 of each trigger is there, and new ones get version 2', async () => {
		await open(message.name);
		for (const { trigger } of triggers) {
			expect(trigger.description).toMatchObject({ version: [1, 2], defaultVersion: 2 });
		}
	});

	test.each(['a c1', 'a;c1', 'a\nc1', '"c1","a"', "['a', 'c1']"])(
		'Chatbot IDs %j are two IDs',
		async (chatbotIds) => {
			const { post, executions } = await open(message.name, { parameters: { chatbotIds } });
			for (const chatbotId of ['a', 'c1']) {
				expect(await post(changed(message, { chatbotId }))).toEqual(accepted);
			}
			expect(await post(changed(message, { chatbotId: 'c' }))).toEqual(ignored);
			expect(executions).toHaveLength(2);
		},
	);

	const send = async (credential: object, token: string) => {
		const { post } = await open(message.name, { credential: async () => credential as never });
		return await post(message.sample, { 'X-WEBHOOK-TOKEN': token });
	};

	test('the placeholder is not a token', async () => {
		const placeholder = '__n8n_BLANK_VALUE_e5362baf-c777-4d57-a609-6eaf1f9e87f6';
		for (const credential of [
			{ token: placeholder },
			{ token: TOKEN, previousToken: placeholder },
		]) {
			expect(await send(credential, placeholder)).toMatchObject({ status: 401 });
			await endpoint.close();
		}
		expect(await send({ token: placeholder, previousToken: TOKEN }, TOKEN)).toEqual(accepted);
	});

	test.each([`${TOKEN}\n`, `\r\n ${TOKEN}\t`])('%j is the token', async (token) => {
		expect(await send({ token }, TOKEN)).toEqual(accepted);
	});

	test.each([
		['as UTF-8', Buffer.from('clé-de-test-é', 'utf8').toString('latin1')],
		['as Latin-1', 'clé-de-test-é'],
	])('a token with é matches %s', async (_, sent) => {
		expect(await send({ token: 'clé-de-test-é' }, sent)).toEqual(accepted);
	});

	test('each refusal logs one line with its reason, without values and without the token', async () => {
		const parameters = { chatbotIds: 'a', options: { onInvalidPayload: 'reject' } };
		const { post, executions, logged } = await open(lead.name, { parameters });
		const right = { 'X-WEBHOOK-TOKEN': TOKEN };
		for (let time = 0; time < 3; time++) {
			await post(lead.sample, { 'X-WEBHOOK-TOKEN': 'a-wrong-token' });
			await post(lead.sample, {});
			await post({ event: lead.name, data: {} }, right);
			await post(lead.sample, right);
			await post({ event: lead.name, data: { chatbotId: 'a', leadDetails: 'value' } }, right);
			await post(message.sample, right);
		}
		expect(executions).toEqual([]);
		expect(logged).toEqual([
			expect.stringMatching(/^warn .*401 because its token is not the credential's/),
			expect.stringMatching(/^warn .*401 because it has no X-WEBHOOK-TOKEN header/),
			expect.stringMatching(/^warn .*400 because it isn't a SiteGPT event \(data.chatbotId/),
			expect.stringMatching(/^info .*Chatbot IDs/),
			expect.stringMatching(
				/^warn .*400 because some of its fields are missing or invalid \(data.leadDetails/,
			),
			expect.stringMatching(/^warn .*ADD_MESSAGE with 400/),
		]);
		for (const line of logged) expect(line).toContain('SiteGPT Lead Trigger (workflow report-');
		expect(logged.join()).not.toMatch(/a-wrong-token|value|test_/);
		expect(logged.join()).not.toContain(TOKEN);
	});
});

test('an item keeps the digits of numbers that JavaScript cannot hold', async () => {
	const { post, executions } = await open(lead.name);
	const body = JSON.stringify(lead.sample).replace('"test_lead"', '9007199254740993');
	expect(await post(body)).toEqual(accepted);
	expect(await post(body.replace('9007199254740993', '9007199254740992'))).toEqual(accepted);
	expect(executions.map((item) => (item.lead as { id: string }).id)).toEqual([
		'9007199254740993',
		'9007199254740992',
	]);
	expect(await post(body)).toEqual({ status: 200, body: { status: 'duplicate' } });
});
