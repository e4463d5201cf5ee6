import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';
import { allEvents } from '../../nodes/events/all';
import { escalation } from '../../nodes/events/escalation';
import { lead } from '../../nodes/events/lead';
import { message } from '../../nodes/events/message';
import { SiteGptEscalationTrigger } from '../../nodes/SiteGptEscalationTrigger/SiteGptEscalationTrigger.node';
import { SiteGptLeadTrigger } from '../../nodes/SiteGptLeadTrigger/SiteGptLeadTrigger.node';
import { SiteGptMessageTrigger } from '../../nodes/SiteGptMessageTrigger/SiteGptMessageTrigger.node';
import { unknownEvent } from '../../nodes/trigger/request/responses';
import { type Endpoint, type EndpointSettings, serve, TOKEN } from './endpoint';

const triggers = [
	{ trigger: new SiteGptMessageTrigger(), event: message },
	{ trigger: new SiteGptEscalationTrigger(), event: escalation },
	{ trigger: new SiteGptLeadTrigger(), event: lead },
];
const accepted = { status: 200, body: { status: 'accepted' } };
const ignored = { status: 200, body: { status: 'ignored' } };
const sent = { event: 'CHAT_RATED', data: { chatbotId: 'bot_1', stars: 5 } };

let endpoint: Endpoint;
let workflows = 0;

async function open(
	trigger: (typeof triggers)[number]['trigger'],
	{ options = {}, ...others }: IDataObject = {},
	settings: EndpointSettings = {},
): Promise<Endpoint> {
	const emit = { onUnknownEvent: 'emit', ignoreDuplicates: 'off', ...(options as IDataObject) };
	const parameters = { options: emit, ...others };
	const workflowId = `unknown-${++workflows}`;
	endpoint = await serve(trigger, { workflowId, parameters, ...settings });
	return endpoint;
}

afterEach(async () => {
	expect(endpoint.thrown).toEqual([]);
	await endpoint.close();
});

/** Names that no document of SiteGPT has. JSON can't tell -0 from 0. */
const unknownNames = fc
	.oneof(fc.string({ minLength: 1 }), fc.integer(), fc.constantFrom('__proto__', 'add_message'))
	.filter((name) => !allEvents.some((known) => known.name === name) && !Object.is(name, -0));
const chatbotIds = fc.oneof(
	fc.string({ minLength: 1 }).map((id) => [id, id] as const),
	fc.nat().map((id) => [id, String(id)] as const),
	fc.constantFrom('', null, true, [], {}).map((id) => [id, null] as const),
);
/** n8n can't store the key __proto__: json/storable renames it. */
const json = fc.jsonValue().filter((value) => !JSON.stringify(value).includes('"__proto__":'));
const bodies = fc
	.record({
		event: unknownNames,
		data: fc.dictionary(fc.stringMatching(/^[a-z]{1,5}$/), json),
		more: json,
	})
	.map((body) => JSON.parse(JSON.stringify(body)) as typeof body);

describe.each(triggers)('$trigger.description.name with On Unknown Event: Emit', ({ trigger }) => {
	test('emits any event that it does not know, as an item of one form', async () => {
		const { post, executions } = await open(trigger, { triggerOn: ['USER_MESSAGE'] });
		await fc.assert(
			fc.asyncProperty(bodies, chatbotIds, async (body, [chatbotId, readable]) => {
				executions.length = 0;
				const payload = { ...body, data: { ...body.data, chatbotId } };
				expect(await post(payload)).toEqual(accepted);
				expect(executions).toEqual([
					{
						event: String(body.event),
						chatbotId: readable,
						payload,
						idempotencyKey: expect.stringMatching(/^[0-9a-f]{64}$/),
						receivedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
					},
				]);
			}),
		);
	});

	test('emits what SiteGPT sent with Simplify off', async () => {
		const { post, executions } = await open(trigger, { simple: false });
		await fc.assert(
			fc.asyncProperty(bodies, async (body) => {
				executions.length = 0;
				expect(await post(body)).toEqual(accepted);
				expect(executions).toEqual([body]);
			}),
		);
	});

	test('Chatbot IDs apply if the chatbot can be read, and Reject does not', async () => {
		const options = { onInvalidPayload: 'reject' };
		const { post, executions } = await open(trigger, { chatbotIds: 'bot_2 7', options });
		const from = (data?: unknown) => ({ event: sent.event, data });
		for (const data of [{ chatbotId: 'bot_1' }, { chatbotId: 8 }])
			expect(await post(from(data))).toEqual(ignored);
		expect(executions).toEqual([]);
		const passed = [{ chatbotId: 'bot_2' }, { chatbotId: 7 }, { chatbotId: {} }, {}, 'text', null];
		for (const data of passed) expect(await post(from(data))).toEqual(accepted);
		expect(executions).toHaveLength(passed.length);
	});

	test('ignores duplicates', async () => {
		const { post, executions } = await open(trigger, { options: { ignoreDuplicates: 'process' } });
		expect(await post(sent)).toEqual(accepted);
		expect(await post(sent)).toEqual({ status: 200, body: { status: 'duplicate' } });
		expect(await post({ ...sent, event: 'CHAT_CLOSED' })).toEqual(accepted);
		expect(executions).toHaveLength(2);
	});

	test('puts events that it knows and others in one execution', async () => {
		let store!: () => void;
		const stored = new Promise<void>((resolve) => (store = resolve));
		const { post, items } = await open(
			trigger,
			{ options: { maxEvents: 10 } },
			{ store: async () => await stored },
		);
		const [{ event }] = triggers.filter((one) => one.trigger === trigger);
		const answers: Array<Promise<unknown>> = [];
		for (const body of [event.sample, sent, event.sample, { ...sent, event: 'CHAT_CLOSED' }]) {
			const calls = endpoint.calls + 1;
			answers.push(post(body));
			while (endpoint.calls < calls) await new Promise((resolve) => setTimeout(resolve, 1));
			await new Promise(setImmediate);
		}
		store();
		expect(await Promise.all(answers)).toEqual(Array(4).fill(accepted));
		expect(items.map((execution) => execution.map((item) => item.event))).toEqual([
			[event.name],
			['CHAT_RATED', event.name, 'CHAT_CLOSED'],
		]);
	});
});

describe('the log', () => {
	const [{ trigger }] = triggers;
	const ignore = { options: { onUnknownEvent: 'ignore' } };

	test('names an unknown event that is ignored, and says nothing of one that is emitted', async () => {
		const { post, logged } = await open(trigger, ignore);
		expect(await post(sent)).toEqual(ignored);
		expect(logged).toEqual([expect.stringMatching(/^warn .*the event CHAT_RATED\b.*to Emit/)]);
		await endpoint.close();
		const again = await open(trigger);
		await again.post(sent);
		expect(again.logged).toEqual([]);
	});

	test('does not show the token, even if it was sent as a name', async () => {
		const { post, logged } = await open(trigger, ignore);
		await post({ ...sent, event: `x-${TOKEN}` });
		expect(logged).toEqual([expect.stringContaining("whose name can't be printed")]);
		expect(logged.join()).not.toContain(TOKEN);
	});

	test('shows any plain name, and no other', () => {
		const line = (name: string) => unknownEvent(name).log!.message;
		const plain = fc.stringMatching(/^[A-Za-z0-9_.:-]{1,60}$/);
		fc.assert(fc.property(plain, (name) => line(name).startsWith(`Ignored the event ${name}, `)));
		const without = line('');
		const other = fc.oneof(
			fc.string().filter((name) => !/^[A-Za-z0-9_.:-]*$/.test(name)),
			fc.tuple(plain, fc.constantFrom('\n', '\r', ' ', '\u2028', '"')).map(([a, b]) => a + b),
			fc.stringMatching(/^[A-Z]{61,99}$/),
		);
		fc.assert(fc.property(other, (name) => line(name) === without));
	});
});
