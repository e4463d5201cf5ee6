import { allEvents } from '../../nodes/events/all';
import type { SiteGptEvent } from '../../nodes/events/event';
import { message } from '../../nodes/events/message';
import { read } from '../../nodes/events/read';
import { documented, issuePaths, itemOf, validReading, withField, type Json } from './payloads';

const anyMessage = message as unknown as SiteGptEvent;

describe.each(allEvents)('for a trigger of $name', (event) => {
	it.each(allEvents.filter(({ name }) => name !== event.name))(
		'$name is of another webhook',
		(other) => {
			expect(read(documented(other.name), event, allEvents)).toEqual({
				is: 'foreign',
				event: other,
			});
			// Its name is enough: what else is wrong with it is for its own trigger to tell.
			expect(read({ event: other.name }, event, allEvents).is).toBe('foreign');
		},
	);

	it.each(['CHAT_RATED', 'add_message', ' ADD_MESSAGE', '__proto__', 'toString'])(
		'%j is unknown',
		(name) => {
			const body = { ...documented(event.name), event: name };
			expect(read(body, event, allEvents)).toEqual({ is: 'unknown', event: name });
		},
	);

	it('a payload without an event is invalid', () => {
		const { data } = documented(event.name);
		expect(issuePaths({ data }, event)).toEqual(['event']);
	});

	it.each([null, 5, true, [], {}, ['ADD_MESSAGE']])('%j is no event', (name) => {
		expect(issuePaths({ ...documented(event.name), event: name }, event)).toEqual(['event']);
	});

	it.each([undefined, null, 'text', 5, true, []])('%j is no data', (data) => {
		expect(issuePaths({ event: event.name, data }, event)).toEqual(['data']);
	});

	it.each([undefined, null, 'text', '', 0, 5, true, [], [[]]])('%j is no payload', (body) => {
		expect(issuePaths(body, event)).toEqual(['']);
	});

	it('an invalid payload is handed on with its event, where it has one', () => {
		const body = { event: event.name, data: {} };
		expect(read(body, event, allEvents)).toMatchObject({ is: 'invalid', event: event.name });
		expect(read({ data: {} }, event, allEvents)).toMatchObject({ is: 'invalid', event: null });
		const reading = read(body, event, allEvents);
		expect(reading.is === 'invalid' && reading.sent).toBe(body);
	});

	it('every missing field is named at once', () => {
		expect(issuePaths({}, event)).toEqual(['event', 'data']);
		const required = ['data.chatbotId', 'data.threadId', 'data.messageType', 'data.leadDetails'];
		const paths = issuePaths({ event: event.name, data: {} }, event);
		expect(paths.length).toBeGreaterThan(1);
		expect(required).toEqual(expect.arrayContaining(paths));
	});
});

describe('fields that SiteGPT does not document', () => {
	const unknown = { text: 'new', number: 0, no: false, nothing: null, list: [{ a: [] }], '': '' };

	it.each(allEvents)('of $name go through untouched', (event) => {
		const body = documented(event.name);
		body.version = { major: 3 };
		Object.assign(body.data, unknown);
		const item = itemOf(body, event);
		expect(item).toMatchObject(unknown);
		expect(item).toHaveProperty('version', { major: 3 });
		expect(item).toMatchObject(itemOf(documented(event.name), event));
	});

	it.each(allEvents)('of $name: those in data come before those beside it', (event) => {
		const body = documented(event.name);
		body.origin = 'beside data';
		body.data.origin = 'in data';
		expect(itemOf(body, event)).toHaveProperty('origin', 'in data');
	});
});

describe.each(allEvents)('a field of $name that is called as one of the item', (event) => {
	const named = Object.keys(itemOf(documented(event.name), event));
	const untouched = itemOf(documented(event.name), event);

	it.each(named)('%s: does not overwrite it from beside data', (name) => {
		const body = documented(event.name);
		if (name !== 'event') withField(body, name, { from: 'beside data' });
		expect(itemOf(body, event)).toStrictEqual(untouched);
	});

	it.each(named)('%s: does not overwrite it from data', (name) => {
		const body = documented(event.name);
		if (!Object.hasOwn(body.data, name)) withField(body.data, name, { from: 'data' });
		expect(itemOf(body, event)).toStrictEqual(untouched);
	});
});

describe.each(allEvents)('a field of $name that is called as one of every object', (event) => {
	const NAMES = ['constructor', 'toString', 'hasOwnProperty', 'valueOf', 'prototype', 'then'];

	it.each(NAMES)('%s: goes through in data and beside it', (name) => {
		for (const place of ['data', 'beside']) {
			const body = documented(event.name);
			withField(place === 'data' ? body.data : body, name, 'sent');
			const item = itemOf(body, event);
			expect(Object.getOwnPropertyDescriptor(item, name)?.value).toBe('sent');
			expect(Object.getPrototypeOf(item)).toBe(Object.prototype);
		}
	});

	it('__proto__: is left out, at any depth, and changes no prototype', () => {
		const body = documented(event.name);
		const evil = () => JSON.parse('{"polluted": true, "chatbotId": "evil", "user": {}}');
		body.data.nested = { list: [{ deep: {} }] };
		const objects: Json[] = [body, body.data, body.data.nested, body.data.nested.list[0].deep];
		if (body.data.user) objects.push(body.data.user);
		if (body.data.leadDetails) objects.push(body.data.leadDetails);
		for (const object of objects) withField(object, '__proto__', evil());

		const { sent } = validReading(body, event);
		const item = itemOf(body, event);
		for (const value of [sent, item]) {
			expect(JSON.stringify(value)).not.toContain('__proto__');
			expect(prototypesIn(value)).toEqual(new Set([Object.prototype, Array.prototype]));
		}
		expect(item).toMatchObject(itemOf(documented(event.name), event));
		expect(item).not.toHaveProperty('polluted');
		expect({}).not.toHaveProperty('polluted');
	});

	it('__proto__: gives no field that is missing', () => {
		const body = documented(event.name);
		delete body.data.chatbotId;
		withField(body.data, '__proto__', { chatbotId: 'inherited' });
		expect(issuePaths(body, event)).toEqual(['data.chatbotId']);
		const none = {};
		withField(none, '__proto__', documented(event.name));
		expect(issuePaths(none, event)).toEqual(['event', 'data']);
	});
});

function prototypesIn(value: unknown): Set<unknown> {
	const found = new Set<unknown>();
	const visit = (inner: unknown): void => {
		if (typeof inner !== 'object' || inner === null) return;
		found.add(Object.getPrototypeOf(inner));
		Object.values(inner).forEach(visit);
	};
	visit([value]);
	return found;
}

describe('issues', () => {
	it('are 20 at most', () => {
		const body = documented('ADD_MESSAGE');
		body.data.sources = Array.from({ length: 5000 }, (_, index) => index);
		const paths = issuePaths(body, anyMessage);
		expect(paths).toHaveLength(20);
		expect(paths[0]).toBe('data.sources[0]');
		expect(paths[19]).toBe('data.sources[19]');
	});

	it('of 20 are all told', () => {
		const body = documented('ADD_MESSAGE');
		body.data.sources = Array.from({ length: 20 }, () => null);
		expect(issuePaths(body, anyMessage)).toHaveLength(20);
	});
});

describe('nesting', () => {
	/** An unknown field of a message that makes it so many levels deep. */
	function deep(levels: number, shape: 'lists' | 'objects'): unknown {
		const inner = levels - 2;
		const [open, close] = shape === 'lists' ? ['[', ']'] : ['{"a":', '}'];
		const text = shape === 'lists' ? open.repeat(inner) : open.repeat(inner - 1) + '{';
		const body = JSON.stringify(documented('ADD_MESSAGE'));
		return JSON.parse(body.replace('"data":{', `"data":{"deep":${text}${close.repeat(inner)},`));
	}

	it.each(['lists', 'objects'] as const)('of 100 levels is valid (%s)', (shape) => {
		const body = deep(100, shape) as Json;
		expect(itemOf(body, message).deep).toBe(body.data.deep);
	});

	it.each(['lists', 'objects'] as const)('of 101 levels is too deep (%s)', (shape) => {
		const reading = read(deep(101, shape), message, allEvents);
		expect(reading).toEqual({
			is: 'tooDeep',
			issues: [{ path: '', message: expect.stringContaining('100') }],
		});
	});

	it.each([
		[1000, 'lists'],
		[1000, 'objects'],
		[100_000, 'lists'],
		[100_000, 'objects'],
	] as const)('of %d levels is too deep and overflows no stack (%s)', (levels, shape) => {
		for (const event of allEvents) {
			expect(read(nested(levels, shape), event, allEvents).is).toBe('tooDeep');
			const body = documented(event.name);
			body.data.deep = nested(levels, shape);
			expect(read(body, event, allEvents).is).toBe('tooDeep');
		}
	});

	/** Built from the inside, since a parser may give up sooner than what is tested. */
	function nested(levels: number, shape: 'lists' | 'objects'): unknown {
		let value: unknown = 'the end';
		for (let level = 0; level < levels; level++) value = shape === 'lists' ? [value] : { value };
		return value;
	}
});
