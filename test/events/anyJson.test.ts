import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { allEvents } from '../../nodes/events/all';
import { parseEvent } from '../../nodes/events/parseEvent';
import { toStorable } from '../../nodes/json/storable';
import {
	anyBody,
	anyData,
	copy,
	json,
	mutatedPayload,
	objectsIn,
	payloadWithSecret,
	readablePayload,
} from './arbitraries';
import { lostValues } from './lostValues';
import { createItem, type Json, parsed, receipt, withField } from './payloads';

describe.each(allEvents)('a trigger of $name, given anything', (event) => {
	test('parses it without throwing, and always says what it is', () => {
		fc.assert(
			fc.property(anyBody, (body) => {
				const result = parseEvent(body, event);
				switch (result.type) {
					case 'expected':
						expect(result.payload.event).toBe(event.name);
						break;
					case 'foreign':
						expect(result.event).not.toBe(event);
						expect(allEvents).toContain(result.event);
						break;
					case 'invalid':
						expect(result.issues.length).toBeGreaterThan(0);
				}
				for (const issue of 'issues' in result ? result.issues : []) {
					expect(Object.keys(issue)).toEqual(['path', 'message']);
				}
			}),
		);
	});

	test('does not change it', () => {
		fc.assert(
			fc.property(fc.oneof(mutatedPayload, readablePayload(event.name)), (body) => {
				const before = JSON.stringify(body);
				const result = parseEvent(body, event);
				if (result.type === 'expected') event.toItem(result.payload, result.sent, receipt);
				expect(JSON.stringify(body)).toBe(before);
			}),
		);
	});

	test('repeats none of it in an issue, neither a value nor a name', () => {
		let issues = 0;
		fc.assert(
			fc.property(payloadWithSecret(event.name), ({ body, secret }) => {
				const result = parseEvent(body, event);
				if (!('issues' in result)) return;
				issues += result.issues.length;
				expect(JSON.stringify(result.issues)).not.toContain(secret);
			}),
		);
		expect(issues).toBeGreaterThan(10);
	});
});

describe.each(allEvents)('any $name with a chatbotId', (event) => {
	test('is the event, and its item has every value that was sent', () => {
		const payload = fc
			.tuple(anyData, fc.dictionary(fc.string(), json, { maxKeys: 3 }))
			.map(([data, topLevel]): Json => ({ ...topLevel, event: event.name, data }));
		fc.assert(
			fc.property(fc.oneof(payload, readablePayload(event.name)), (body) => {
				const { sent, issues } = parsed(body, event);
				const item = createItem(body, event) as Json;
				const emitted = issues.length > 0 ? { ...item, payload: sent } : item;
				expect(lostValues(body, emitted)).toEqual([]);
			}),
			{ numRuns: 500 },
		);
	});

	test('has an item with the fields that workflows expect, each with its type', () => {
		fc.assert(
			fc.property(anyData, (data) => {
				const item = createItem({ event: event.name, data }, event);
				expect(event.itemSchema.safeParse(item).data).toStrictEqual(item);
			}),
		);
	});
});

describe.each(allEvents)('any readable $name', (event) => {
	const readable = readablePayload(event.name);

	test('has no issues, whatever other fields it has', () => {
		fc.assert(
			fc.property(readable, (body) => {
				expect(parsed(body, event).issues).toEqual([]);
			}),
		);
	});

	test('has an item of plain objects at every depth, all of which JSON can express', () => {
		fc.assert(
			fc.property(readable, (body) => {
				const item = createItem(body, event);
				for (const object of objectsIn(item)) {
					const plain = Array.isArray(object) ? Array.prototype : Object.prototype;
					expect(Object.getPrototypeOf(object)).toBe(plain);
					expect(Object.hasOwn(object, '__proto__')).toBe(false);
				}
				expect(isDeepStrictEqual(copy(item), item)).toBe(true);
			}),
		);
	});

	test('has an item that fits its schema', () => {
		fc.assert(
			fc.property(readable, (body) => {
				const item = createItem(body, event) as Json;
				expect(isDeepStrictEqual(event.itemSchema.parse(item), item)).toBe(true);
			}),
		);
	});

	test('keeps the names of unknown fields', () => {
		fc.assert(
			fc.property(readable, fc.uuid(), json, (body, name, value) => {
				withField(body.data, name, value);
				expect((createItem(body, event) as Json)[name]).toEqual(toStorable(value).json);
			}),
		);
	});
});
