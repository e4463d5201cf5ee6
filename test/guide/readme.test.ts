import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { allEvents } from '../../nodes/events/all';
import { receiptSchema, unusualSchema } from '../../nodes/events/event';
import { root } from '../package/tarball';

const readme = readFileSync(join(root, 'README.md'), 'utf8');

/** The names in the first column of the table after a title in bold. */
function fieldsOf(title: string): string[] {
	const [, after = ''] = readme.split(`\n**${title}**`);
	const table = /\n\n(\|[^]*?)\n\n/.exec(after)?.[1] ?? '';
	return table.split('\n').flatMap((row) => {
		const [, first = ''] = row.split('|');
		return [...first.matchAll(/`(\w+)`/g)].map(([, name]) => name as string);
	});
}

test.each(allEvents)('the table of $title has the fields of its item', ({ title, itemSchema }) => {
	const { shape } = itemSchema as unknown as { shape: object };
	const receipt = fieldsOf('Each of them');
	expect(receipt).toEqual(Object.keys({ ...receiptSchema.shape, ...unusualSchema.shape }));
	expect([...fieldsOf(title), ...receipt]).toEqual(Object.keys(shape));
});

test('every link to a file or a heading leads somewhere', () => {
	const headings = [...readme.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
		heading
			.toLowerCase()
			.replaceAll(/[^\w -]/g, '')
			.replaceAll(' ', '-'),
	);
	const links = [...readme.matchAll(/\]\((?!https?:)([^)]+)\)/g)].map(([, link = '']) => link);
	const broken = links.filter((link) =>
		link.startsWith('#') ? !headings.includes(link.slice(1)) : !existsSync(join(root, link)),
	);
	expect(links.length).toBeGreaterThan(10);
	expect(broken).toEqual([]);
});
