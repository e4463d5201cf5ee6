import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { INodePropertyOptions } from 'n8n-workflow';
import { sentenceCase } from 'sentence-case';
import { resources } from '../../nodes/SiteGpt/resources';
import { SiteGpt } from '../../nodes/SiteGpt/SiteGpt.node';
import { root } from '../package/tarball';

const operations = resources.flatMap(({ name: resource, operations: all }) =>
	all.map((operation) => ({ resource, ...operation })),
);

/** Apart from scopes. */
const needs: Partial<Record<string, string>> = {
	accountApiKey: 'account API key',
	webhookToken: 'webhook token',
	none: '',
	undocumented: 'not documented',
};

test('the README has one row per operation, with what it does and what it needs', () => {
	const text = readFileSync(join(root, 'README.md'), 'utf8');
	const rows = [...text.matchAll(/^\| (.*?) *\| (.*?) *\| (.*?) *\| (.*?) *\|$/gm)]
		.map(([, ...cells]) => cells)
		.filter(([resource]) => resources.some(({ name }) => name === resource));
	expect(rows).toEqual(
		operations.map(({ resource, name, description, access }) => [
			resource,
			name,
			description,
			needs[access] ?? `\`${access}\``,
		]),
	);
});

test('docs/actions.md lists the operations that are inferred', () => {
	const text = readFileSync(join(root, 'docs/actions.md'), 'utf8');
	const [, section = ''] = text.split('## How certain each operation is\n');
	const listed = [...section.matchAll(/^- (.*): (.*)$/gm)].flatMap(([, resource, names = '']) =>
		names.split(', ').map((name) => `${resource}: ${name}`),
	);
	const inferred = operations.filter(({ confidence }) => confidence === 'inferred');
	expect(listed).toEqual(inferred.map(({ resource, name }) => `${resource}: ${name}`));
});

test('the node offers each resource, and n8n’s rules hold for each operation', () => {
	const { properties } = new SiteGpt().description;
	const offered = properties.find(({ name }) => name === 'resource')!
		.options as INodePropertyOptions[];
	expect(offered).toEqual(resources.map(({ name, value }) => ({ name, value })));
	for (const { operations: all } of resources) {
		const names = all.map(({ name }) => name);
		expect(names).toEqual(names.toSorted((a, b) => a.localeCompare(b)));
	}
	for (const { value, name, action, description } of operations) {
		expect(action.replace('the AI', 'the ai')).toBe(sentenceCase(action));
		expect(value === 'getAll').toBe(name === 'Get Many');
		// One sentence has no full stop, several have.
		expect(description.endsWith('.')).toBe(/\. [A-Z]/.test(description));
	}
	const actions = operations.map(({ action }) => action);
	expect(new Set(actions).size).toBe(actions.length);
});
