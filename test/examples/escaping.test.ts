import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { root } from '../package/tarball';

// What a visitor writes must not act as markup where it goes: a chat tool, or a ticket.

interface Node {
	name: string;
	parameters: {
		jsCode?: string;
		jsonBody?: string;
		message?: string;
		assignments?: { assignments: Assignment[] };
	};
}

interface Assignment {
	name: string;
	value: string;
}

function nodeOf(file: string, name: string): Node['parameters'] {
	const text = readFileSync(join(root, 'examples', `${file}.json`), 'utf8');
	const { nodes } = JSON.parse(text) as { nodes: Node[] };
	return nodes.find((node) => node.name === name)!.parameters;
}

type Render = (text: string) => string;

/** The text that the Code node "Report" makes of an item. */
function reportOf(file: string, createItem: (text: string) => object): Render {
	const { jsCode } = nodeOf(file, 'Report');
	const run = new Function('$input', jsCode!) as (input: object) => [{ json: { text: string } }];
	return (text) => run({ all: () => [{ json: createItem(text) }] })[0].json.text;
}

/** A field of the body that an HTTP Request node sends. */
function bodyOf(
	file: string,
	name: string,
	field: string,
	jsonOf: (text: string) => object,
): Render {
	const expression = /^=\{\{(.*)\}\}$/s.exec(nodeOf(file, name).jsonBody!)![1];
	const evaluate = new Function('$json', '$', `return ${expression}`) as (
		json: object,
		node: () => object,
	) => string;
	return (text) => {
		const json = jsonOf(text);
		const body = evaluate(json, () => ({ item: { json } }));
		return (JSON.parse(body) as Record<string, string>)[field];
	};
}

const ticket = (text: string) => ({
	email: text,
	phone: text,
	note: text,
	link: 'https://s.example',
});
const escalation = (text: string) => ({ transcript: text, dashboardUrl: 'https://s.example' });
const lines: Array<[string, Render, isTicket?: 'ticket']> = [
	[
		'unhappy-questions-to-chat',
		bodyOf('unhappy-questions-to-chat', 'Tell the Team', 'text', (question) => ({ question })),
	],
	['weekly-report', reportOf('weekly-report', (transcript) => ({ transcript, threadId: 't' }))],
	['knowledge-from-sitemap', reportOf('knowledge-from-sitemap', (reason) => ({ reason }))],
	['nightly-check', reportOf('nightly-check', (got) => ({ got, url: got, case: got }))],
	[
		'escalation-to-ticket',
		bodyOf('escalation-to-ticket', 'Create Ticket', 'body', ticket),
		'ticket',
	],
	[
		'escalation-with-transcript',
		bodyOf('escalation-with-transcript', 'Create Ticket', 'body', escalation),
		'ticket',
	],
	[
		'escalation-with-transcript, failed',
		bodyOf('escalation-with-transcript', 'Create Ticket', 'body', (error) => ({ error })),
		'ticket',
	],
];

const pieces =
	'a|é|[|]|(|)|*|**|_|__|~~|`|```|#|- |+ |1. |=|---|\\||:---|\n|\n\n|  |:|!|<|>|&|@here|a@b.c|[x](https://e.example)|![x](y)|<script>|<!channel>|[a]: https://e.example';
const hostile = fc
	.array(fc.constantFrom(...pieces.split(/(?<!\\)\|/).map((one) => one.replace('\\|', '|'))), {
		maxLength: 12,
	})
	.map((all) => all.join(''));

describe.each(lines)('%s', (_, render, isTicket) => {
	test('a visitor can use no markup', () => {
		fc.assert(
			fc.property(hostile, (text) => {
				const shown = render(text);
				expect(shown).not.toMatch(/[<>`]|&(?!(amp|lt|gt);)/);
				// Links and images with another text, and their definitions.
				expect(shown).not.toMatch(/\][[(:]/);
				expect(shown).not.toMatch(/[*~](?!\u200a)|(?<![\p{L}\p{N}\u200a])_(?!\u200a)/u);
				// Mentions; an address isn't one.
				expect(shown).not.toMatch(isTicket ? /(?<![a-z0-9])@(?!\u200b)/i : /@(?!\u200b)/);
				// Headings, lists, rules, and tables.
				expect(shown).not.toMatch(/^[ \t]*([-#=+|:]|\d+[.)])/m);
			}),
			{ numRuns: 500 },
		);
	});

	test('a visitor can write anything, and a person reads it as it was written', () => {
		fc.assert(
			fc.property(hostile, (text) => {
				const read = render(text)
					.replaceAll(/[\u200a\u200b]/g, '')
					.replaceAll('&lt;', '<')
					.replaceAll('&gt;', '>')
					.replaceAll('&amp;', '&');
				expect(read).toContain(text.replaceAll('`', "'"));
			}),
		);
	});
});

// n8n decodes entities and \n in the text of Send and Wait, and puts it into HTML as it is.
test('close-the-gap: no text acts as HTML or as a line break in the mail', () => {
	const [, expression] = /^=\{\{(.*)\}\}$/s.exec(nodeOf('close-the-gap', 'Review').message!)!;
	const evaluate = new Function('$json', '$', `return ${expression}`) as (
		json: object,
		node: () => object,
	) => string;
	const parts = ['<a href="x">', '&lt;', '&amp;lt;', '\\n', '\\', '<br>', 'é', ' '];
	const written = fc.array(fc.constantFrom(...parts), { maxLength: 9 }).map((all) => all.join(''));
	fc.assert(
		fc.property(written, written, (text, transcript) => {
			const mail = evaluate({ text }, () => ({ item: { json: { transcript } } }));
			expect(mail).not.toMatch(/[<>&\\]/);
			const shown = (one: string) => one.replaceAll('<', '‹').replaceAll('>', '›');
			const read = mail.replaceAll('＆', '&').replaceAll('＼', '\\');
			expect(read).toContain(`Draft:\n${shown(text)}\n\nConversation:\n${shown(transcript)}`);
		}),
	);
});

test.each([
	['Ada Lovelace', 'Chat with Ada Lovelace needs a person'],
	['Ada\r\nBcc: <b>\u202e', 'Chat with Ada Bcc: b needs a person'],
	['x'.repeat(200), `Chat with ${'x'.repeat(100)} needs a person`],
	['\n', 'Chat with an unknown visitor needs a person'],
	[null, 'Chat with an unknown visitor needs a person'],
])('the title of a ticket is one short line: %j', (name, title) => {
	const user = name === null ? null : { name };
	const withTranscript = bodyOf('escalation-with-transcript', 'Create Ticket', 'title', () => ({
		user,
	}));
	expect(withTranscript('')).toBe(title);
	const { assignments } = nodeOf('escalation-to-ticket', 'Ticket').assignments!;
	const { value } = assignments.find((one) => one.name === 'title')!;
	const written = value
		.replace(/^=/, '')
		.replaceAll(/\{\{(.*?)\}\}/g, (_, expression: string) =>
			String(
				(new Function('$json', `return ${expression}`) as (json: object) => unknown)({ user }),
			),
		);
	expect(written).toBe(title);
});
