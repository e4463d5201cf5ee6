import { allEvents } from '../../nodes/events/all';
import { eventNamed } from '../../nodes/events/eventNamed';
import { maskFor } from '../../nodes/secrets/maskToken';
import type { PostResult } from '../../nodes/SiteGpt/testEvent/endpoint';
import { fieldsParameters } from '../../nodes/SiteGpt/testEvent/parameters';
import { send, sendEvent, sendSchema } from '../../nodes/SiteGpt/testEvent/send';

function endpoint(...replies: PostResult[]) {
	const sent: string[] = [];
	const sleeps: number[] = [];
	return {
		sent,
		sleeps,
		post: async (body: string) => replies[sent.push(body) - 1] ?? replies.at(-1)!,
		sleep: async (ms: number) => void sleeps.push(ms),
		now: () => 0,
	};
}

const sending = (payload: unknown, asSiteGptDoes = false) => ({
	url: 'https://n8n.example.com/webhook/1a2b',
	event: 'ADD_MESSAGE',
	payload,
	warnings: ['a warning'],
	asSiteGptDoes,
});

const accepted: PostResult = { statusCode: 200, body: { status: 'accepted' } };
const failed: PostResult = { statusCode: 500, body: 'oh' };

test.each(allEvents)('emits what happened and what was sent: $name', async ({ sample }) => {
	const fake = endpoint(accepted);
	const item = await sendEvent(sending(sample), fake);
	expect(item).toEqual({
		delivered: true,
		statusCode: 200,
		responseTime: 0,
		responseBody: { status: 'accepted' },
		attempts: [{ attempt: 1, statusCode: 200, error: null, responseTime: 0, waited: 0 }],
		event: 'ADD_MESSAGE',
		payload: sample,
		url: 'https://n8n.example.com/webhook/1a2b',
		warnings: ['a warning'],
	});
	expect(sendSchema.parse(item)).toEqual(item);
	expect(fake.sent).toEqual([JSON.stringify(sample)]);
});

test('tries once, or as many times as SiteGPT does', async () => {
	const once = endpoint(failed);
	expect((await sendEvent(sending({}), once)).attempts).toHaveLength(1);
	expect(once.sleeps).toEqual([]);
	const four = endpoint(failed);
	expect((await sendEvent(sending({}, true), four)).attempts).toHaveLength(4);
	expect(four.sleeps).toEqual([1000, 5000, 25_000]);
	expect(four.sent).toEqual(['{}', '{}', '{}', '{}']);
});

test.each([null, [], 'text', 5, { event: 'BROKEN' }])('sends any JSON: %j', async (payload) => {
	const fake = endpoint(accepted);
	expect((await sendEvent(sending(payload), fake)).payload).toEqual(payload);
	expect(fake.sent).toEqual([JSON.stringify(payload)]);
});

describe.each(allEvents)('the fields of $name as one expression', (event) => {
	const { chatbotId } = event.sample.data;
	const run = async (fields: unknown) => {
		const fake = endpoint(accepted);
		const { name } = fieldsParameters.get(event.name)!;
		const entered: Record<string, unknown> = {
			payloadFrom: 'fields',
			delivery: 'once',
			[name]: fields,
		};
		const context = { getNodeParameter: (one: string) => entered[one] };
		const target = { url: 'https://a.example', event, warnings: [], mask: maskFor([]), io: fake };
		await send({ context, itemIndex: 0 } as never, target as never);
		return fake.sent.map((body) => JSON.parse(body) as unknown);
	};

	test.each([[{ chatbotId }], [JSON.stringify({ chatbotId })]])('%j', async (fields) => {
		expect(await run(fields)).toEqual([{ event: event.name, data: { chatbotId } }]);
	});

	test.each([[null], [undefined], [''], [{}]])('%j has no fields', async (fields) => {
		expect(await run(fields)).toEqual([{ event: event.name, data: {} }]);
	});

	test.each([['text'], [5], [[]], [{ chatbotId, chatbotID: 1 }], ['{"other":1}']])(
		'%j is refused, with the names that exist',
		async (fields) => {
			await expect(run(fields)).rejects.toThrow(/^Fields .*\bchatbotId, /);
		},
	);
});

describe('an event by its name', () => {
	test.each(allEvents)('$name', (event) => {
		expect(eventNamed(event.name)).toBe(event);
	});

	test.each(['', 'add_message', 'toString', undefined, null, 5, {}])(
		'is rejected with the list of names: %p',
		(name) => {
			for (const event of allEvents) {
				expect(() => eventNamed(name)).toThrow(event.name);
			}
		},
	);
});
