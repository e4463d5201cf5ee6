import fc from 'fast-check';
import { ExecuteContext } from 'n8n-core';
import {
	createRunExecutionData,
	type IDataObject,
	type INodeExecutionData,
	type INodeProperties,
	type INodePropertyOptions,
	tryToParseDateTime,
} from 'n8n-workflow';
import { ApiClient, type ClientOptions, type HttpRequest } from '../../nodes/api/client';
import { readFilters } from '../../nodes/SiteGpt/conversation/parameters';
import { readCollection } from '../../nodes/SiteGpt/operation/input';
import type { Operation } from '../../nodes/SiteGpt/operation/operation';
import { resources } from '../../nodes/SiteGpt/resources';
import { SiteGpt } from '../../nodes/SiteGpt/SiteGpt.node';
import { FakeTransport, ok } from '../api/fakeTransport';
import { additionalDataWith, workflowOf } from './workflow';

// Each parameter of each operation gets odd values from an expression. Either the operation does exactly what
// it does with the plain value that is meant, or it names the parameter and sends nothing.

const TIME = Date.parse('2026-11-28T10:00:00Z');
const seconds = (n: number) => new Date(TIME + n * 1000).toISOString();

/** An answer that any operation understands. */
const answer = ok(
	{
		chatbot: { id: 'chatbot_1', newField: 1 },
		chatbots: [1, 2, 3, 4].map((n) => ({ id: `chatbot_${n}`, newField: 1 })),
		conversation: { threadId: 'thread_1', newField: 1 },
		conversations: [{ threadId: 'thread_1', newField: 1 }],
		lead: { id: 'lead_1', newField: 1 },
		leads: [-3600, -1, 1, 3600].map((n) => ({
			id: `lead_${n}`,
			createdAt: seconds(n),
			newField: 1,
		})),
		document: { id: 'document_1', status: 'QUEUED', newField: 1 },
		documents: [
			{ id: 'document_1', status: 'QUEUED', newField: 1 },
			// More of a collection than may be deleted.
			...Array.from({ length: 11 }, (_, n) => ({
				id: `document_of_docs_${n}`,
				name: `docs/${n}.md`,
				source: 'LOCAL_FILE',
				status: 'SUCCESS',
			})),
		],
		message: { messageId: 'message_1', newField: 1 },
		messages: [-3600, -1, 1, 3600].map((n) => ({
			messageId: `message_${n}`,
			createdAt: seconds(n),
			messageType: n < 0 ? 'NORMAL_MESSAGE' : 'AGENT_MESSAGE',
			question: n < 0 ? { text: 'Norway?' } : null,
			answer: { text: 'Yes' },
			newField: 1,
		})),
		analytics: { totals: {} },
	},
	// As in v0.
	{ success: true },
);

/** What an operation did. */
interface Outcome {
	sent: HttpRequest[];
	items?: unknown;
	error?: string;
}

const nodeType = new SiteGpt();
const binary = Object.fromEntries(
	['data', 'more', '7'].map((name) => [
		name,
		{ data: Buffer.from(name).toString('base64'), mimeType: 'text/plain' },
	]),
);

async function run(
	resource: string,
	operation: Operation,
	parameters: IDataObject,
	odd?: unknown,
): Promise<Outcome> {
	const { workflow, node } = workflowOf(nodeType, {
		resource,
		operation: operation.value,
		...parameters,
	});
	workflow.settings.timezone = 'America/New_York';
	const items = [{ json: { odd }, binary } as INodeExecutionData];
	const context = new ExecuteContext(
		workflow,
		node,
		additionalDataWith(async () => ({ accountApiKey: 'key' })),
		'manual',
		createRunExecutionData({}),
		0,
		items,
		{ main: [items] },
		{ data: { main: [items] }, node, source: null },
		[],
	);
	Object.defineProperty(context, 'getTimezone', { value: () => 'America/New_York' });
	const transport = new FakeTransport([answer]);
	const { client } = transport;
	const createClient = (options: ClientOptions) => new ApiClient(transport, options);
	const credential = { accountApiKey: 'key' };
	const call = { credential, client, createClient, context, itemIndex: 0, resources };
	try {
		return { items: await operation.run(call), sent: transport.sent };
	} catch (error) {
		return { error: (error as Error).message, sent: transport.sent };
	}
}

/** Values that make an operation show all its parameters. */
const plain: IDataObject = {
	chatbotId: 'chatbot_1',
	threadId: 'thread_1',
	leadId: 'lead_1',
	documentId: 'document_1',
	continueConversation: true,
	output: 'messages',
	message: 'Hello',
	text: 'Words',
	urls: 'https://example.com',
	url: 'https://example.com',
	documentIds: 'document_1',
	binaryPropertyName: 'data',
	collection: 'docs',
	key: 'hours',
	content: 'Open from 9 to 5',
	limit: 3,
};

/** A plain value, and other ways to write it. `undefined` stands for a field that isn't set. */
type Written = [unknown, ...unknown[]];

/** Odd values of a parameter: those with one meaning, and those without. */
interface Odd {
	meant: fc.Arbitrary<Written>;
	refused: unknown[];
}

const nothing: Written = [undefined, null, undefined, '', '  '];
const objects = [{}, { a: 1 }, [{}], [[1]], new Date(NaN)];

const flags: Odd = {
	meant: fc.constantFrom<Written>(
		[true, 'true', ' TRUE ', 'True', 'yes', 'On', 1, '1', 1n],
		[false, 'false', 'False', 'NO', 'off', 0, '0', 0n],
	),
	refused: ['maybe', 'null', 2, -1, NaN, 0.5, [], [true], ...objects],
};

function counts({ typeOptions = {} }: INodeProperties): Odd {
	const { minValue: min = 0, maxValue: max = 1_000_000 } = typeOptions;
	return {
		meant: fc
			.oneof(fc.integer({ min, max: Math.min(max, min + 2) }), fc.integer({ min, max }))
			.map((n) => [n, String(n), `${n}.0`, ` ${n}\n`, `${n}e0`, n.toExponential(), BigInt(n)]),
		refused: [
			...[min - 1, max === 1_000_000 ? -5 : max + 1, min + 0.5, `${min}.5`, NaN, Infinity],
			...['many', '0x10', '1,000', '1 000', 'NaN', '1e999', '1e-1', true, [], [5], ...objects],
		],
	};
}

const durations: Odd = {
	meant: fc.integer({ min: 1, max: 999 }).map((n) => [n / 2, String(n / 2), ` ${n / 2} `]),
	refused: [0, -1, 3601, NaN, Infinity, 'long', true, [5], ...objects],
};

function choices({ options }: INodeProperties): Odd {
	const values = (options as INodePropertyOptions[]).map(({ value }) => String(value));
	return {
		meant: fc
			.constantFrom(...values)
			.map((one) => [one, one.toUpperCase(), ` ${one.toLowerCase()} `]),
		refused: ['other', 5, true, [values[0]], ...objects],
	};
}

const word = fc
	.string({ minLength: 1, unit: fc.constantFrom('a', 'B', ' ', '.', '-', 'ü', '%', '"', '&') })
	.filter((text) => text.trim() !== '' && !/^\s*\.*\s*$/.test(text));

const texts: Odd = {
	meant: fc.oneof(
		word.map((text): Written => [text, text]),
		fc.constantFrom<Written>(['7', 7, 7n], ['1.5', 1.5], ['true', true]),
		fc.constant<Written>([seconds(0), new Date(TIME)]),
	),
	refused: [NaN, Infinity, new Set(['a']), [], ['a'], ...objects],
};

const entry = word.map((text) => text.trim());
const writtenAs = (list: string[]): Written => [
	list.join(','),
	list,
	list.join('\n'),
	` ${list.join(' , ')},\n`,
	JSON.stringify(list),
	new Set(list).size === list.length ? new Set(list) : list,
];
const lists: Odd = {
	meant: fc.array(entry, { minLength: 1 }).map(writtenAs),
	refused: [{}, { a: 1 }, [{}], [['a']], [null, 'a'], [NaN], true, NaN, 2 ** 53, ['a', -(2 ** 60)]],
};
const numbers: Written = ['7', 7, [7], '[7]', ['7']];
const longNumbers: Written = ['9007199254740993', '[9007199254740993]', ['9007199254740993']];

function ids(name: string, isField = false): Odd {
	const page = name.startsWith('lead') ? 'leads' : 'chat-history';
	const link = (id: string) => `https://sitegpt.ai/${id}/${page}/${encodeURIComponent(id)}?tab=1`;
	const id = fc.string({ unit: fc.constantFrom('a', 'B', '7', '_'), minLength: 1 });
	const located = (one: string): Written => [
		{ mode: 'id', value: one },
		{ __rl: true, mode: 'list', value: one },
		JSON.stringify({ mode: 'id', value: one }),
		{ mode: 'url', value: one },
		...(name.startsWith('document') ? [] : [{ mode: 'url', value: link(one) }]),
	];
	return {
		meant: fc.oneof(
			id.map((one): Written => [
				one,
				` ${one} `,
				...(name.startsWith('document') ? [] : [link(one)]),
				...(isField ? [] : located(one)),
			]),
			fc.constant<Written>(['7', 7, 7n]),
		),
		refused: [
			...['.', '..', '\ud800', 2 ** 60, NaN, 1.5, true, [], ['a'], { id: 1 }, new Date(TIME)],
			...(isField
				? []
				: ['', null, undefined, { mode: 'url', value: 'https://sitegpt.ai/x' }, { value: null }]),
		],
	};
}

const times: Odd = {
	meant: fc.integer({ min: -3600, max: 3600 }).map((n) => {
		const ms = TIME + n * 1000;
		const utc = new Date(ms).toISOString();
		const inNewYork = new Date(ms - 5 * 3600 * 1000).toISOString();
		return [
			utc,
			new Date(ms),
			tryToParseDateTime(utc, 'Asia/Tokyo'),
			ms,
			ms / 1000,
			String(ms),
			String(ms / 1000),
			BigInt(ms),
			utc.replace('Z', '+00:00'),
			utc.replace('T', ' ').replace('.000', ''),
			inNewYork.replace('Z', '-05:00'),
			// Without a time zone: the workflow's.
			inNewYork.slice(0, 19),
			inNewYork.slice(0, 19).replace('T', ' ').replaceAll('-', '/'),
			inNewYork.replaceAll(/[-:]|\.000Z/g, ''),
			new Date(ms).toUTCString(),
		];
	}),
	refused: [
		...[
			'yesterday',
			'2026',
			'2026-02-30',
			'2026-11-28T25:00',
			'28.11.2026',
			'5',
			'lead 5',
			0,
			2026,
		],
		...[-1, NaN, Infinity, true, [TIME], ...objects],
	],
};

/** Of 00:30 in their own time zone, so that they are another day in some others. */
const days: Odd = {
	meant: fc.integer({ min: 1, max: 28 }).map((n) => {
		const day = `2026-11-${String(n).padStart(2, '0')}`;
		const utc = new Date(`${day}T00:30:00Z`);
		return [
			day,
			utc.toISOString(),
			`${day}T00:30:00+14:00`,
			`${day} 23:30:00-11:00`,
			`${day}T00:00:00`,
			day.replaceAll('-', ''),
			day.replaceAll('-', '/'),
			tryToParseDateTime(`${day}T00:30:00`, 'Asia/Tokyo'),
			tryToParseDateTime(`${day}T23:30:00`, 'America/New_York'),
			utc,
			utc.getTime(),
			utc.getTime() / 1000,
			utc.toUTCString(),
		];
	}),
	refused: times.refused,
};

/** The odd values of a parameter, or of a field of a collection. */
function oddValuesOf(parameter: INodeProperties, isField: boolean): Odd {
	const { name, displayName, type } = parameter;
	if (['timeout', 'maxWait'].includes(name)) return durations;
	if (['startDate', 'endDate'].includes(name)) return days;
	if (['leadId'].includes(name) || type === 'resourceLocator')
		return ids(isField ? 'lead ID' : `${displayName.toLowerCase()} ID`, isField);
	const listed = /comma|Input Data Field/;
	if (name === 'binaryPropertyName') {
		const fields: Written = ['data,more', ['data', 'more'], '["data", "more"]', 'data\nmore'];
		return { ...lists, meant: fc.constantFrom(fields, numbers) };
	}
	if (name === 'urls') {
		const meant = fc.array(
			entry.map((path) => `https://a.example/${path}`),
			{ minLength: 1 },
		);
		return { ...lists, meant: meant.map(writtenAs) };
	}
	if (listed.test(`${displayName} ${parameter.description}`))
		return { ...lists, meant: fc.oneof(lists.meant, fc.constantFrom(numbers, longNumbers)) };
	const byType: Partial<Record<INodeProperties['type'], Odd>> = {
		boolean: flags,
		number: counts(parameter),
		string: texts,
		dateTime: times,
	};
	return type === 'options' ? choices(parameter) : byType[type]!;
}

function fieldsOf({ type, options }: INodeProperties): INodeProperties[] {
	return type === 'collection' ? (options as INodeProperties[]) : [];
}

const cases = resources.flatMap(({ value: resource, operations }) =>
	operations
		// A test event can be invalid on purpose, and isn't sent with this client.
		.filter(({ access }) => access !== 'webhookToken')
		.flatMap((operation) =>
			operation.parameters.map((parameter) => ({
				title: `${resource}: ${operation.value}, ${parameter.name}`,
				resource,
				operation,
				parameter,
			})),
		),
);

test('a collection as JSON text keeps each digit, and an ID in a list has to be one', () => {
	const read = (odd: unknown) =>
		readFilters({ context: { getNodeParameter: () => odd } as never, itemIndex: 0 });
	expect(read('{"tagId":[9007199254740993, "a"],"leadId":9007199254740993}')).toEqual({
		tagId: ['9007199254740993', 'a'],
		leadId: '9007199254740993',
	});
	expect(() => read({ tagId: 'a, ..' })).toThrow('".." can\'t be a tag ID');
});

describe.each(cases)('$title', ({ resource, operation, parameter }) => {
	const shown = Object.fromEntries(
		operation.parameters.map(({ name }) => [name, plain[name]] as const),
	) as IDataObject;
	const fields = fieldsOf(parameter);
	const targets = fields.length > 0 ? fields : [parameter];

	test.each(targets)('$name', async (target) => {
		const isField = fields.length > 0;
		const { meant, refused } = oddValuesOf(target, isField);
		// These have no effect alone.
		const hasSwitch = fields.some(({ name }) => name === 'waitUntilTrained');
		const others =
			target.name === 'maxWait' && hasSwitch
				? { waitUntilTrained: true }
				: target.name === 'deleteEvenMost'
					? { deleteMissing: true }
					: {};
		// All messages would be old.
		const isFrom = target.name === 'from';
		const setting = isFrom ? { options: { since: '2026-11-28T09:30:00Z' } } : {};
		const given = (value: unknown) => ({
			...shown,
			...setting,
			[parameter.name]: isField
				? { ...others, ...(value === undefined ? {} : { [target.name]: value }) }
				: value,
		});
		const withOdd = async (odd: unknown) =>
			await run(resource, operation, given('={{ $json.odd }}') as IDataObject, odd);
		const withPlain = async (value: unknown) =>
			await run(resource, operation, given(value) as IDataObject);

		const outcomes = new Map<string, unknown>();
		const expectMeant = async (written: Written, odd: unknown) => {
			const expected = await withPlain(written[0]);
			expect(expected.sent).not.toEqual([]);
			expect(await withOdd(odd)).toEqual(expected);
			outcomes.set(JSON.stringify(expected), written[0]);
		};
		const oneOf = meant.chain((written) =>
			fc.constantFrom(...written).map((odd): [Written, unknown] => [written, odd]),
		);
		await fc.assert(
			fc.asyncProperty(oneOf, async ([written, odd]) => await expectMeant(written, odd)),
			{ numRuns: 25 },
		);
		// Otherwise, the parameter has no effect at all. Questions at Once has one with several items.
		if (target.name !== 'questionsAtOnce') expect(outcomes.size).toBeGreaterThan(1);
		if (isField) for (const odd of nothing) await expectMeant(nothing, odd);

		const label = target.displayName.replace(/ ID$/, '').toLowerCase();
		for (const odd of refused) {
			const { error, sent } = await withOdd(odd);
			expect({ odd, sent, error: error?.toLowerCase() }).toEqual({
				odd,
				sent: [],
				error: expect.stringContaining(label),
			});
		}
	});

	if (fields.length === 0) {
		if (['string', 'dateTime'].includes(parameter.type) && !parameter.required) return;
		test.each([null, undefined, '', ' '])('%j is refused', async (odd) => {
			const given = { ...shown, [parameter.name]: '={{ $json.odd }}' };
			const { error, sent } = await run(resource, operation, given, odd);
			expect(sent).toEqual([]);
			expect(error?.toLowerCase()).toContain(
				`${parameter.displayName.toLowerCase()}${parameter.type === 'resourceLocator' ? ' id' : ''} is empty`,
			);
		});
		return;
	}

	// In a workflow, n8n drops what isn't an object, and unknown fields, before the node reads them.
	test('the whole collection', () => {
		const read = (odd: unknown) =>
			readCollection(
				{ context: { getNodeParameter: () => odd } as never, itemIndex: 0 },
				parameter,
			);
		for (const odd of [null, undefined, '', {}, '{}', { [fields[0].name]: null }])
			expect(read(odd)).toEqual({});
		for (const odd of [
			'all',
			5,
			true,
			[],
			new Date(TIME),
			new Set(),
			{ unknown: 1 },
			'{"unknown":1}',
		])
			expect(() => read(odd)).toThrow(parameter.displayName);
	});
});
