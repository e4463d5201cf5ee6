import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { toAnchor } from '../../harness/anchor';
import { allEvents } from '../../nodes/events/all';
import { receiptSchema, unusualSchema } from '../../nodes/events/event';
import { idempotencyKey } from '../../nodes/events/idempotencyKey';
import { root } from '../package/tarball';

const textOf = (page: string) => readFileSync(join(root, page), 'utf8');
const triggers = textOf('docs/triggers.md');
const pages = [
	'README.md',
	'CONTRIBUTING.md',
	'SECURITY.md',
	'CHANGELOG.md',
	'deploy/README.md',
	'examples/README.md',
	...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
		.filter((name) => name.endsWith('.md'))
		.map((name) => `docs/${name}`),
];

/** The names in the first column of the table under a heading of docs/triggers.md. */
function fieldsOf(title: string): string[] {
	const [, after = ''] = triggers.split(`\n### ${title}\n`);
	const table = /\n(\| field[^]*?)\n\n/.exec(after)?.[1] ?? '';
	return table.split('\n').flatMap((row) => {
		const [, first = ''] = row.split('|');
		return [...first.matchAll(/`(\w+)`/g)].map(([, name]) => name as string);
	});
}

test.each(allEvents)('the table of $title has the fields of its item', ({ title, itemSchema }) => {
	const { shape } = itemSchema as unknown as { shape: object };
	const receipt = fieldsOf('Every item');
	expect(receipt).toEqual(Object.keys({ ...receiptSchema.shape, ...unusualSchema.shape }));
	expect([...fieldsOf(title), ...receipt]).toEqual(Object.keys(shape));
});

test('docs/triggers.md shows the item of each event’s sample', () => {
	const shown = [...triggers.matchAll(/```json\n([^]*?)```/g)].map(
		([, json = '']) => JSON.parse(json) as { receivedAt: string },
	);
	expect(shown).toEqual(
		allEvents.map(({ sample, payloadSchema, toItem }, index) =>
			toItem(payloadSchema.parse(sample), sample, {
				idempotencyKey: idempotencyKey(sample),
				receivedAt: shown[index]!.receivedAt,
			}),
		),
	);
});

// They belong between the comments that a suite of the lab writes between.
test.each(pages)('%s has no figure of the lab in its prose', (page) => {
	if (page.startsWith('docs/measurements/')) return;
	const prose = textOf(page).replaceAll(
		/<!-- Measured[^]*?<!-- End of what was measured. -->/g,
		'',
	);
	expect(prose).not.toMatch(/\d (events|responses|answers) per second|\d GB\b|\d+ of [1-9]\d{2}/);
});

test('the README is short', () => {
	expect(textOf('README.md').trimEnd().split('\n').length).toBeLessThanOrEqual(150);
});

/** The anchors of a page's headings. */
function listAnchors(text: string): string[] {
	return [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => toAnchor(heading));
}

test.each(pages)('every link of %s leads to a file, and to a heading in it', (page) => {
	const text = textOf(page).replaceAll(/```[^]*?```/g, '');
	const links = [...text.matchAll(/\]\((?!https?:)([^)]+)\)/g)].map(([, link = '']) => link);
	const broken = links.filter((link) => {
		const [path = '', anchor] = link.split('#');
		const target = path === '' ? page : join(dirname(page), path);
		if (!existsSync(join(root, target))) return true;
		return anchor !== undefined && !listAnchors(textOf(target)).includes(anchor);
	});
	expect(broken).toEqual([]);
});
