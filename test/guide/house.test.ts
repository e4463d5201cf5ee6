import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { draw, sources } from '../../tools/house.cjs';
import { root } from '../package/tarball';

const all = sources();
const inFolder = (folder: string) => all.filter(({ file }) => file.startsWith(`nodes/${folder}/`));
const eventFiles = ['message', 'escalation', 'lead'].map((name) => `nodes/events/${name}.ts`);

test('docs/house.svg is as the code is: if not, run npm run house', () => {
	expect(readFileSync(join(root, 'docs/house.svg'), 'utf8')).toBe(draw(all));
});

test('events/ knows nothing of n8n, nor of the rest of the house', () => {
	const files = inFolder('events');
	expect(files.length).toBeGreaterThan(5);
	for (const { file, imports } of files) {
		const others = imports.filter(
			(name) => !/^(nodes\/events\/|zod\/v4(\/|$)|node:crypto$)/.test(name),
		);
		expect([file, others]).toEqual([file, []]);
	}
});

test('webhook/ knows nothing of a particular event', () => {
	const files = inFolder('webhook');
	expect(files.length).toBeGreaterThan(5);
	for (const { file, imports } of files) {
		expect([file, imports.filter((name) => eventFiles.includes(name))]).toEqual([file, []]);
	}
});

test('a node knows nothing of HTTP, nor of another node', () => {
	const nodes = all.filter(({ file }) => file.endsWith('.node.ts'));
	expect(nodes.length).toBe(4);
	for (const { file, imports } of nodes) {
		const wrong = imports.filter(
			(name) => /^(node:|express|http)/.test(name) || /(Trigger|\.node\.ts$)/.test(name),
		);
		expect([file, wrong]).toEqual([file, []]);
	}
});
