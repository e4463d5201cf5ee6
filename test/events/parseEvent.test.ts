import { allEvents } from '../../nodes/events/all';
import { createItem as createEventItem } from '../../nodes/events/createItem';
import { message } from '../../nodes/events/message';
import { parseEvent } from '../../nodes/events/parseEvent';
import {
	createItem,
	documented,
	type Json,
	listIssues,
	parsed,
	receipt,
	withField,
} from './payloads';

const paths = (body: unknown, event: (typeof allEvents)[number]) =>
	listIssues(body, event).map(({ path }) => path);

describe.each(allEvents)('for a trigger of $name', (event) => {
	const parse = (body: unknown) => parseEvent(body, event);

	test.each(allEvents.filter(({ name }) => name !== event.name))(
		'$name is of another webhook',
		(other) => {
			expect(parse(documented(other.name))).toEqual({ type: 'foreign', event: other });
			// Its name is enough: its own trigger reports what else is wrong with it.
			expect(parse({ event: other.name }).type).toBe('foreign');
		},
	);

	test.each([
		'CHAT_RATED',
		'add_message',
		'LEAD_CAPTURED',
		' ADD_MESSAGE',
		'__proto__',
		'toString',
		5,
	])('%j is unknown', (name) => {
		const unknown = { type: 'unknown', name: String(name), chatbotId: null };
		expect(parse({ event: name })).toEqual({ ...unknown, sent: { event: name } });
		const sent = { event: name, data: { chatbotId: 5 } };
		expect(parse(sent)).toEqual({ ...unknown, chatbotId: '5', sent });
	});

	describe('rejects what is not recognizable as an event', () => {
		const refused = (body: unknown) => {
			expect(parse(body).type).toBe('invalid');
			return listIssues(body, event);
		};

		test.each([undefined, null, 'text', '', 0, 5, true, [], [[]]])(
			'%j instead of an object',
			(body) => {
				expect(refused(body)).toEqual([{ path: '', message: 'Invalid: expected a JSON object' }]);
			},
		);

		test.each([undefined, null, '', true, [], {}, ['ADD_MESSAGE']])('the event %j', (name) => {
			const body = { ...documented(event.name), event: name };
			expect(refused(body)).toEqual([
				{ path: 'event', message: 'Missing: expected the name of a SiteGPT event' },
			]);
		});

		test.each([undefined, null, 'text', 5, true, []])('the data %j', (data) => {
			expect(refused({ event: event.name, data })).toEqual([
				{ path: 'data', message: 'Missing: expected an object' },
			]);
		});

		test.each([undefined, null, ''])('the chatbotId %j', (chatbotId) => {
			const body = documented(event.name);
			body.data.chatbotId = chatbotId;
			expect(refused(body)).toEqual([
				{ path: 'data.chatbotId', message: 'Missing: expected text' },
			]);
		});

		test.each([undefined, null, ''])(
			'but not with the chatbotId next to the data instead of %j',
			(inData) => {
				const body = documented(event.name);
				const { chatbotId } = body.data;
				body.data.chatbotId = inData;
				const sent = { ...body, chatbotId };
				const expected = parse(documented(event.name));
				expect(parse(sent)).toEqual({ ...expected, sent });
				const itemOf = (parsed: unknown) => createEventItem(event, parsed as never, receipt);
				expect(itemOf(parse(sent))).toEqual(itemOf(expected));
				expect(parse({ ...documented(event.name), chatbotId: 'other' })).toMatchObject({
					payload: { data: { chatbotId } },
				});
				const unknown = { event: 'CHAT_RATED', chatbotId: 'c', data: { chatbotId: inData } };
				expect(parse(unknown)).toMatchObject({ type: 'unknown', chatbotId: 'c' });
			},
		);

		test('naming everything that is missing', () => {
			expect(refused({}).map(({ path }) => path)).toEqual(['event', 'data']);
			expect(refused({ data: {} }).map(({ path }) => path)).toEqual(['event', 'data.chatbotId']);
		});
	});
});

/** Where texts are in the payload of each event: those SiteGPT always sends, and the others. */
const TEXTS: Record<string, { always: string[]; others: string[] }> = {
	ADD_MESSAGE: {
		always: ['threadId', 'messageType'],
		others: [
			...['question', 'answer', 'gptModel', 'agentId', 'agentName', 'iconUrl'],
			'systemMessageType',
		],
	},
	CONVERSATION_ESCALATED: {
		always: ['threadId'],
		others: [
			...['dashboardUrl', 'user.id', 'user.email', 'user.name', 'user.phone', 'user.createdAt'],
		],
	},
	NEW_LEAD_CAPTURE: {
		always: ['leadDetails.id'],
		others: [
			...['chatbotName', 'dashboardUrl', 'leadDetails.name', 'leadDetails.email'],
			...['leadDetails.phone', 'leadDetails.capturedAt'],
		],
	},
};

describe.each(allEvents)('a text of $name', (event) => {
	const { always, others } = TEXTS[event.name];
	const withValue = (path: string, value: unknown): Json => {
		const body = documented(event.name);
		const keys = path.split('.');
		const parent = keys.slice(0, -1).reduce((inner, key) => inner[key], body.data);
		parent[keys.at(-1)!] = value;
		return body;
	};
	const emitted = (path: string, value: unknown): unknown =>
		path
			.replace('leadDetails', 'lead')
			.split('.')
			.reduce((inner, key) => inner[key], createItem(withValue(path, value), event) as Json);

	test.each(['chatbotId', ...always, ...others])('may be a number: %s', (path) => {
		for (const [sent, text] of [
			[15550000000, '15550000000'],
			[0, '0'],
			[-1.5, '-1.5'],
		]) {
			expect(emitted(path, sent)).toBe(text);
			expect(listIssues(withValue(path, sent), event)).toEqual([]);
		}
	});

	test.each(['chatbotId', ...always, ...others])(
		'is null with an issue if it cannot be read: %s',
		(path) => {
			for (const sent of [true, [], {}, ['text']]) {
				expect(emitted(path, sent)).toBeNull();
				expect(listIssues(withValue(path, sent), event)).toEqual([
					{ path: `data.${path}`, message: 'Invalid: expected text' },
				]);
			}
		},
	);

	test.each(always)(
		'that SiteGPT always sends is null with an issue if it is absent or empty: %s',
		(path) => {
			for (const [sent, message] of [
				[undefined, 'Missing: expected text'],
				[null, 'Missing: expected text'],
				['', 'Empty: expected text'],
			]) {
				expect(emitted(path, sent)).toBeNull();
				expect(listIssues(withValue(path, sent), event)).toEqual([
					{ path: `data.${path}`, message },
				]);
			}
		},
	);

	test.each(others)('may be absent, null, or empty: %s', (path) => {
		for (const sent of [undefined, null, '']) {
			expect(emitted(path, sent)).toBe(sent ?? null);
			expect(listIssues(withValue(path, sent), event)).toEqual([]);
		}
	});
});

describe('fields that SiteGPT does not document', () => {
	const unknown = { text: 'new', number: 0, no: false, nothing: null, list: [{ a: [] }], '': '' };

	test.each(allEvents)('of $name are passed on unchanged', (event) => {
		const body = documented(event.name);
		body.version = { major: 3 };
		Object.assign(body.data, unknown);
		const item = createItem(body, event);
		expect(item).toMatchObject(unknown);
		expect(item).toHaveProperty('version', { major: 3 });
		expect(item).toMatchObject(createItem(documented(event.name), event));
	});

	test.each(allEvents)(
		'of $name: of two with the same name, the one next to data goes in otherFields',
		(event) => {
			const body = documented(event.name);
			body.origin = 'next to data';
			body.data.origin = 'in data';
			expect(createItem(body, event)).toMatchObject({
				origin: 'in data',
				otherFields: { origin: 'next to data' },
			});
		},
	);
});

describe.each(allEvents)('a field of $name with the name of an item field', (event) => {
	const untouched = createItem(documented(event.name), event) as Json;
	const named = [...Object.keys(untouched), 'issues', 'payload', 'otherFields'].filter(
		// Form fields may be here too.
		(name) => name !== 'customFields',
	);

	test.each(named)('%s: goes in otherFields from next to data', (name) => {
		const body = documented(event.name);
		if (name === 'event') return;
		withField(body, name, { from: 'next to data' });
		expect(createItem(body, event)).toStrictEqual({
			...untouched,
			otherFields: { [name]: { from: 'next to data' } },
		});
	});

	test.each(named)('%s: goes in otherFields from data', (name) => {
		const body = documented(event.name);
		if (Object.hasOwn(body.data, name)) return;
		withField(body.data, name, { from: 'data' });
		withField(body, name, { from: 'next to data' });
		if (name === 'event') body.event = event.name;
		expect(createItem(body, event)).toStrictEqual({
			...untouched,
			otherFields: {
				[name]: { from: 'data' },
				...(name !== 'event' && { [`${name}_`]: { from: 'next to data' } }),
			},
		});
	});
});

describe.each(allEvents)(
	'a field of $name with the name of a property of every object',
	(event) => {
		const NAMES = ['constructor', 'toString', 'hasOwnProperty', 'valueOf', 'prototype', 'then'];

		test.each(NAMES)('%s: is passed on from data and from next to it', (name) => {
			for (const place of ['data', 'next to it']) {
				const body = documented(event.name);
				withField(place === 'data' ? body.data : body, name, 'sent');
				const item = createItem(body, event);
				expect(Object.getOwnPropertyDescriptor(item, name)?.value).toBe('sent');
				expect(Object.getPrototypeOf(item)).toBe(Object.prototype);
			}
		});

		test('__proto__: is renamed at any depth, and changes no prototype', () => {
			const body = documented(event.name);
			const evil = () => JSON.parse('{"polluted": true, "chatbotId": "evil", "user": {}}');
			body.data.nested = { list: [{ deep: {} }] };
			const objects: Json[] = [body, body.data, body.data.nested, body.data.nested.list[0].deep];
			if (body.data.user) objects.push(body.data.user);
			if (body.data.leadDetails) objects.push(body.data.leadDetails);
			for (const object of objects) withField(object, '__proto__', evil());

			const { sent, issues } = parsed(body, event);
			expect(issues).toEqual([]);
			const item = createItem(body, event) as Json;
			for (const value of [sent, item]) {
				expect(JSON.stringify(value)).not.toContain('"__proto__"');
				expect(JSON.stringify(value).split('"polluted"')).toHaveLength(objects.length + 1);
				expect(prototypesIn(value)).toEqual(new Set([Object.prototype, Array.prototype]));
			}
			expect(item.__proto___).toEqual(evil());
			expect(item).not.toHaveProperty('polluted');
			expect({}).not.toHaveProperty('polluted');
		});

		test('__proto__: does not supply a missing field', () => {
			const body = documented(event.name);
			delete body.data.chatbotId;
			withField(body.data, '__proto__', { chatbotId: 'inherited' });
			expect(paths(body, event)).toEqual(['data.chatbotId']);
			const none = {};
			withField(none, '__proto__', documented(event.name));
			expect(paths(none, event)).toEqual(['event', 'data']);
		});
	},
);

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

test('there are 20 issues at most', () => {
	const body = documented('ADD_MESSAGE');
	body.data.sources = Array.from({ length: 5000 }, () => true);
	expect(listIssues(body, message).map(({ path }) => path)).toEqual(
		Array.from({ length: 20 }, (_, index) => `data.sources[${index}]`),
	);
});

describe('nesting', () => {
	/** An unknown field of a message that makes it so many levels deep. */
	function deep(levels: number, shape: 'lists' | 'objects'): Json {
		const inner = levels - 2;
		const [open, close] = shape === 'lists' ? ['[', ']'] : ['{"a":', '}'];
		const text = shape === 'lists' ? open.repeat(inner) : open.repeat(inner - 1) + '{';
		const body = JSON.stringify(documented('ADD_MESSAGE'));
		return JSON.parse(body.replace('"data":{', `"data":{"deep":${text}${close.repeat(inner)},`));
	}

	test.each(['lists', 'objects'] as const)('of 100 levels is passed on (%s)', (shape) => {
		const body = deep(100, shape);
		expect((createItem(body, message) as Json).deep).toBe(body.data.deep);
		expect(listIssues(body, message)).toEqual([]);
	});

	test.each([
		[101, 'lists'],
		[101, 'objects'],
		[100_000, 'lists'],
		[100_000, 'objects'],
	] as const)('of %d levels ends in JSON text, with an issue (%s)', (levels, shape) => {
		for (const event of allEvents) {
			const body = documented(event.name);
			body.data.deep = nested(levels - 2, shape);
			expect(listIssues(body, event)).toEqual([
				{ path: '', message: expect.stringContaining('100 levels') },
			]);
			let value = (createItem(body, event) as Json).deep;
			let depth = 0;
			for (; typeof value === 'object'; depth++) value = Object.values(value)[0];
			expect(depth).toBe(98);
			expect(value).toContain('"the end"');
			expect(JSON.stringify(parsed(body, event).sent)).toContain('the end');
		}
	});

	test('is the first of 20 issues', () => {
		const body = documented('ADD_MESSAGE');
		body.data.sources = Array.from({ length: 30 }, () => true);
		body.data.deep = nested(200, 'lists');
		const paths = listIssues(body, message).map(({ path }) => path);
		expect([paths.length, paths[0], paths[1]]).toEqual([20, '', 'data.sources[0]']);
	});

	/** Built from the inside, because a parser may fail before the code under test does. */
	function nested(levels: number, shape: 'lists' | 'objects'): unknown {
		let value: unknown = 'the end';
		for (let level = 0; level < levels; level++) value = shape === 'lists' ? [value] : { value };
		return value;
	}
});
