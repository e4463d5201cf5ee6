import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { allEvents } from '../../nodes/events/all';
import type { EventPayload } from '../../nodes/events/event';
import { read } from '../../nodes/events/read';
import {
	anyBody,
	copy,
	mutatedPayload,
	objectsIn,
	payloadWithSecret,
	validPayload,
} from './arbitraries';
import { documented, itemOf, receipt, validReading, type Json } from './payloads';

describe.each(allEvents)('a trigger of $name, given anything', (event) => {
	it('reads it without throwing, and always says what it is', () => {
		fc.assert(
			fc.property(anyBody, (body) => {
				const reading = read(body, event, allEvents);
				switch (reading.is) {
					case 'valid':
						expect(reading.payload.event).toBe(event.name);
						break;
					case 'foreign':
						expect(reading.event).not.toBe(event);
						expect(allEvents).toContain(reading.event);
						break;
					case 'unknown':
						expect(allEvents.map(({ name }) => name)).not.toContain(reading.event);
						break;
					default:
						expect(reading.issues.length).toBeGreaterThan(0);
						expect(reading.issues.length).toBeLessThanOrEqual(20);
						for (const issue of reading.issues) {
							expect(Object.keys(issue)).toEqual(['path', 'message']);
						}
				}
			}),
		);
	});

	it('leaves it as it is', () => {
		fc.assert(
			fc.property(fc.oneof(mutatedPayload, validPayload(event.name)), (body) => {
				const before = JSON.stringify(body);
				const reading = read(body, event, allEvents);
				if (reading.is === 'valid') event.toItem(reading.payload, receipt);
				expect(JSON.stringify(body)).toBe(before);
			}),
		);
	});

	it('repeats nothing of it in an issue, neither a value nor a name', () => {
		let invalid = 0;
		fc.assert(
			fc.property(payloadWithSecret(event.name), ({ body, secret }) => {
				const reading = read(body, event, allEvents);
				if (reading.is !== 'invalid') return;
				invalid++;
				expect(JSON.stringify(reading.issues)).not.toContain(secret);
			}),
		);
		expect(invalid).toBeGreaterThan(10);
	});
});

describe.each(allEvents)('any valid $name', (event) => {
	const valid = validPayload(event.name);

	it('is valid whatever else it has', () => {
		fc.assert(
			fc.property(valid, (body) => {
				expect(read(body, event, allEvents).is).toBe('valid');
			}),
		);
	});

	it('is sent on as it came, save fields called __proto__', () => {
		fc.assert(
			fc.property(valid, (body) => {
				const { sent } = validReading(body, event);
				expect(isDeepStrictEqual(sent, withoutPrototypeFields(body))).toBe(true);
				if (!JSON.stringify(body).includes('__proto__')) expect(sent).toBe(body);
			}),
		);
	});

	it('loses no field on the way to its item', () => {
		fc.assert(
			fc.property(valid, (body) => {
				const item = itemOf(body, event);
				expect(lostFields(validReading(body, event).sent, item)).toEqual([]);
				expect(item).toMatchObject({ event: event.name, ...receipt });
			}),
		);
	});

	it('that was changed loses no field either, where it still is valid', () => {
		fc.assert(
			fc.property(mutatedPayload, (body) => {
				const reading = read(body, event, allEvents);
				if (reading.is !== 'valid') return;
				expect(lostFields(reading.sent, event.toItem(reading.payload, receipt))).toEqual([]);
			}),
			{ numRuns: 300 },
		);
	});

	it('has an item of plain objects at every depth, all of which JSON can say', () => {
		fc.assert(
			fc.property(valid, (body) => {
				const item = itemOf(body, event);
				for (const object of objectsIn(item)) {
					const plain = Array.isArray(object) ? Array.prototype : Object.prototype;
					expect(Object.getPrototypeOf(object)).toBe(plain);
					expect(Object.hasOwn(object, '__proto__')).toBe(false);
				}
				expect(isDeepStrictEqual(copy(item), item)).toBe(true);
			}),
		);
	});

	it('has an item of its schema', () => {
		fc.assert(
			fc.property(valid, (body) => {
				const item = itemOf(body, event) as Json;
				expect(isDeepStrictEqual(event.itemSchema.parse(item), item)).toBe(true);
			}),
		);
	});
});

function withoutPrototypeFields(value: Json): Json {
	if (Array.isArray(value)) return value.map(withoutPrototypeFields);
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(
		Object.entries(value)
			.filter(([name]) => name !== '__proto__')
			.map(([name, inner]) => [name, withoutPrototypeFields(inner)]),
	);
}

/** The fields of a payload that its item does not have, save those whose names collide. */
function lostFields({ event, data, ...beside }: EventPayload, item: Json): string[] {
	const { leadDetails, user, sources, ...others } = data as Json;
	const lost: string[] = [];
	const expectIn = (place: Json, fields: object, taken: readonly string[] = []) => {
		for (const [name, value] of Object.entries(fields)) {
			if (taken.includes(name)) continue;
			const kept = Object.hasOwn(place, name) && isDeepStrictEqual(place[name], value);
			if (!kept) lost.push(name);
		}
	};

	const named = ['event', 'idempotencyKey', 'receivedAt'];
	if (event === 'NEW_LEAD_CAPTURE') {
		named.push('lead', 'customFields');
		const five = ['id', 'name', 'email', 'phone', 'capturedAt'];
		expect(Object.keys(item.lead)).toEqual(five);
		for (const name of five) expect(Object.hasOwn(item.customFields, name)).toBe(false);
		expectIn({ ...item.customFields, ...item.lead }, leadDetails);
	} else if (leadDetails !== undefined) {
		expectIn(item, { leadDetails });
	}
	if (event === 'CONVERSATION_ESCALATED' && user) expectIn(item.user, user);
	else if (user !== undefined) expectIn(item, { user });
	if (event === 'ADD_MESSAGE') expectIn(item, { sources: sources ?? [] });
	else if (sources !== undefined) expectIn(item, { sources });

	expectIn(item, others, named);
	// A lead's leadDetails go elsewhere, so the item's place of that name is free.
	const ofData = Object.keys({ ...documented(event).data, ...data }).filter(
		(name) => event !== 'NEW_LEAD_CAPTURE' || name !== 'leadDetails',
	);
	expectIn(item, beside, [...named, ...ofData]);
	return lost;
}
