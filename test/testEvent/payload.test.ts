import fc from 'fast-check';
import { allEvents } from '../../nodes/events/all';
import type { SentPayload, SiteGptEvent } from '../../nodes/events/event';
import { maskFor } from '../../nodes/secrets/maskToken';
import {
	buildPayload,
	listSampleFields,
	makeUniqueSample,
	parsePayload,
} from '../../nodes/SiteGpt/testEvent/payload';
import { listIssues } from '../events/payloads';

const [message, escalation, lead] = allEvents;

/** The values of the node's fields before anybody has changed them. */
const prefilled = (event: SiteGptEvent): Record<string, unknown> =>
	Object.fromEntries(listSampleFields(event).map(({ name, value }) => [name, value ?? '']));

const at = (object: unknown, path: readonly string[]): unknown =>
	path.reduce((inner, key) => (inner as Record<string, unknown> | undefined)?.[key], object);

describe.each(allEvents)('the fields of $name', (event) => {
	const fields = listSampleFields(event);

	test('have unique names and labels', () => {
		expect(new Set(fields.map(({ name }) => name)).size).toBe(fields.length);
		expect(new Set(fields.map(({ displayName }) => displayName)).size).toBe(fields.length);
		for (const { name, displayName } of fields) {
			expect(name).toMatch(/^[a-z][A-Za-z]*$/);
			expect(displayName).toMatch(/^[A-Z][A-Za-z]*( [A-Z][A-Za-z]*)*$/);
			expect(displayName).not.toMatch(/\b(Id|Url)\b/);
			expect(displayName.replaceAll(' ', '').toLowerCase()).toBe(name.toLowerCase());
		}
	});

	test('are the values of the sample', () => {
		for (const { path, value } of fields) expect(at(event.sample.data, path)).toEqual(value);
	});

	test('produce the sample again', () => {
		expect(buildPayload(event, prefilled(event))).toStrictEqual(event.sample);
	});

	test.each(fields)('$displayName is left out if it was removed', ({ name, path }) => {
		const values = prefilled(event);
		delete values[name];
		const expected = JSON.parse(JSON.stringify(event.sample)) as SentPayload;
		const parent = at(expected.data, path.slice(0, -1)) as Record<string, unknown>;
		delete parent[path.at(-1)!];
		expect(buildPayload(event, values)).toStrictEqual(expected);
	});

	test.each(fields)('$displayName is null if it is empty', ({ name, path }) => {
		const payload = buildPayload(event, { ...prefilled(event), [name]: '' });
		expect(at(payload.data, path)).toBeNull();
	});

	test.each(fields)('$displayName is sent as it was entered', ({ name, path }) => {
		for (const value of ['entered', ' ', '0', false, true, 0, 5, null, [], ['a', ''], { a: 1 }]) {
			const payload = buildPayload(event, { ...prefilled(event), [name]: value });
			expect(at(payload.data, path)).toBe(value);
		}
	});

	test('that are unknown are not sent, and properties of every object are not fields', () => {
		const values = JSON.parse('{"other": 1, "__proto__": {"chatbotId": "evil"}, "toString": 1}');
		expect(buildPayload(event, values)).toStrictEqual({ event: event.name, data: {} });
		expect(buildPayload(event, Object.create(prefilled(event)))).toStrictEqual({
			event: event.name,
			data: {},
		});
	});

	test('make a payload of only those fields that are present', () => {
		const names = fields.map(({ name }) => name);
		fc.assert(
			fc.property(fc.subarray(names), (chosen) => {
				const all = prefilled(event);
				const payload = buildPayload(
					event,
					Object.fromEntries(chosen.map((name) => [name, all[name]])),
				);
				for (const { name, path, value } of fields) {
					expect(at(payload.data, path)).toEqual(chosen.includes(name) ? value : undefined);
				}
				expect(Object.values(payload.data)).not.toContainEqual({});
			}),
		);
	});

	test('leave the sample unchanged', () => {
		const before = JSON.stringify(event.sample);
		const payload = buildPayload(event, prefilled(event));
		Object.assign(payload.data, { chatbotId: 'changed' });
		for (const inner of Object.values(payload.data)) {
			if (inner !== null && !Array.isArray(inner))
				Object.assign(inner as object, { id: 'changed' });
		}
		expect(JSON.stringify(event.sample)).toBe(before);
	});
});

test('are named after their path', () => {
	const labels = (event: SiteGptEvent) =>
		Object.fromEntries(listSampleFields(event).map(({ name, displayName }) => [name, displayName]));
	expect(labels(message)).toMatchObject({ chatbotId: 'Chatbot ID', iconUrl: 'Icon URL' });
	expect(labels(escalation)).toMatchObject({ userId: 'User ID', userCreatedAt: 'User Created At' });
	expect(labels(lead)).toMatchObject({
		leadDetailsId: 'Lead Details ID',
		leadDetailsCompany: 'Lead Details Company',
	});
});

describe.each(allEvents)('a unique sample of $name', (event) => {
	test('has unique ids that are still recognizable as test ids', () => {
		const sample = makeUniqueSample(event, '4f1c');
		const texts = JSON.stringify(sample);
		expect(listIssues(sample, event)).toEqual([]);
		const ids = listSampleFields({ ...event, sample }).filter(({ path }) =>
			/^(id|\w+Id)$/.test(path.at(-1)!),
		);
		const filled = ids.filter(({ value }) => value !== null);
		expect(filled.length).toBeGreaterThan(0);
		for (const { value } of filled) expect(value).toMatch(/^test_[a-z]+_4f1c$/);
		for (const address of texts.match(/[\w.]+@[\w.]+/g) ?? []) {
			expect(address).toMatch(/@example\.com$/);
		}
	});

	test('has the same ids in its URLs as in its fields', () => {
		const text = JSON.stringify(makeUniqueSample(event, '4f1c'));
		for (const id of text.match(/test_\w+/g)!) expect(id).toMatch(/^test_[a-z]+_4f1c$/);
	});

	test('has the chatbot ID and the type that a trigger accepts, and nothing else that differs', () => {
		const types = event.types?.known.map(({ value }) => value) ?? [undefined];
		for (const type of types) {
			const chatbotId = '123/ü';
			const told = makeUniqueSample(event, '4f1c', { chatbotId, type });
			expect(listIssues(told, event)).toEqual([]);
			expect(told.data.chatbotId).toBe(chatbotId);
			expect(told.data[event.types?.field ?? 'none']).toBe(type);
			const absent = { USER_MESSAGE: 'answer', AGENT_MESSAGE: 'question' }[String(type)];
			if (absent !== undefined) expect(told.data[absent]).toBeNull();
			const expected = JSON.parse(
				JSON.stringify(makeUniqueSample(event, '4f1c')).replaceAll('test_chatbot_4f1c', chatbotId),
			) as SentPayload;
			const changed = [event.types?.field, absent].filter((field) => field !== undefined);
			for (const field of changed) expected.data[field] = told.data[field];
			expect(told).toEqual(expected);
		}
	});

	test('otherwise equals the sample, which stays unchanged', () => {
		const before = JSON.stringify(event.sample);
		const unique = JSON.stringify(makeUniqueSample(event, '4f1c'));
		expect(unique).not.toBe(before);
		expect(unique.replaceAll('_4f1c', '')).toBe(before);
		expect(JSON.stringify(event.sample)).toBe(before);
	});
});

describe('a whole payload', () => {
	const noTokens = maskFor([]);

	test.each(['{"event":"X"}', '[]', '"text"', '5', 'null', ' { } '])(
		'may be any JSON: %s',
		(json) => {
			expect(parsePayload(json, noTokens)).toEqual(JSON.parse(json));
		},
	);

	test.each([{ event: 'X' }, [], null, 5])('may already be parsed: %j', (json) => {
		expect(parsePayload(json, noTokens)).toBe(json);
	});

	test.each(['', ' ', '{', '{"event": X}', "{'event': 1}", 'undefined'])(
		'that is not JSON is rejected with a message: %j',
		(json) => {
			expect(() => parsePayload(json, noTokens)).toThrow(/^The JSON is not valid: .+/);
		},
	);

	test('is not quoted if it contains a token', () => {
		const mask = maskFor(['the-token']);
		for (const json of ['{"a": the-token}', '{"a": "the-token", x}']) {
			expect(() => parsePayload(json, mask)).toThrow(
				/^The JSON is not valid: check its quotes, commas, and brackets$/,
			);
		}
	});
});
