import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { toAnchor } from '../../harness/anchor';
import packageJson from '../../package.json';
import { root } from '../package/tarball';
import { nodeTypes, optionsOf } from './panels';

interface Codex {
	categories: string[];
	resources: Record<string, Array<{ url: string }>>;
}

/** What n8n's linter allows, from its next version on (rule valid-node-categories). */
const CATEGORIES = [
	'Data & Storage',
	'Finance & Accounting',
	'Marketing & Content',
	'Productivity',
	'Miscellaneous',
	'Sales',
	'Development',
	'Analytics',
	'Communication',
	'Utility',
];

const codexes = nodeTypes.map(({ description: { displayName, name } }) => {
	const folder = `${name[0]!.toUpperCase()}${name.slice(1)}`;
	const file = join(root, 'nodes', folder, `${folder}.node.json`);
	return { displayName, codex: JSON.parse(readFileSync(file, 'utf8')) as Codex };
});

test.each(codexes)('$displayName is in categories that n8n knows', ({ codex }) => {
	expect(codex.categories.length).toBeGreaterThan(0);
	for (const category of codex.categories) expect(CATEGORIES).toContain(category);
});

const [repository] = /https:\/\/[^ ]+(?=\.git$)/.exec(packageJson.repository.url)!;

/** The page of this repository that a link leads to, and the heading in it. */
function targetOf(url: string): { page: string; anchor?: string } {
	const [address = '', anchor] = url.split('#');
	if (address === packageJson.homepage) return { page: 'README.md', anchor };
	const start = `${repository}/blob/main/`;
	expect(address.slice(0, start.length)).toBe(start);
	return { page: address.slice(start.length), anchor };
}

test.each(codexes)('the links of $displayName lead to a page, and a heading in it', ({ codex }) => {
	for (const { url } of Object.values(codex.resources).flat()) {
		const { page, anchor } = targetOf(url);
		expect([page, existsSync(join(root, page))]).toEqual([page, true]);
		const text = readFileSync(join(root, page), 'utf8');
		const anchors = [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => toAnchor(heading));
		if (anchor !== undefined) expect(anchors).toContain(anchor);
	}
});

test('each Docs link leads to the page of its node', () => {
	const links = codexes.map(({ displayName, codex }) => {
		const { page, anchor } = targetOf(codex.resources.primaryDocumentation![0]!.url);
		return [displayName, [page, anchor].filter(Boolean).join('#')];
	});
	expect(Object.fromEntries(links)).toEqual({
		SiteGPT: 'docs/actions.md',
		'SiteGPT Message Trigger': 'docs/triggers.md#message',
		'SiteGPT Escalation Trigger': 'docs/triggers.md#escalation',
		'SiteGPT Lead Trigger': 'docs/triggers.md#lead',
		'SiteGPT Polling Trigger': 'docs/polling.md',
	});
});

// n8n's linter, from its next version on: single-credential-per-node.
test.each(nodeTypes)('$description.name asks for one credential at a time', ({ description }) => {
	const { credentials = [], properties } = description;
	if (credentials.length === 1) return;
	const lists = credentials.map(({ displayOptions }) => {
		expect(Object.keys(displayOptions!)).toEqual(['show']);
		expect(Object.keys(displayOptions!.show!)).toEqual(['resource']);
		return displayOptions!.show!.resource as string[];
	});
	const [resource] = properties.filter(({ name }) => name === 'resource');
	const values = optionsOf(resource!).map(({ value }) => value);
	expect(lists.flat().toSorted()).toEqual(values.toSorted());
});
