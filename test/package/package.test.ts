import { readFileSync, rmSync, statSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join } from 'node:path';
import * as z from 'zod/v4';
import { allEvents } from '../../nodes/events/all';
import { itemSchemas } from '../../nodes/polling/sources/itemSchemas';
import { checkSchema } from '../../nodes/SiteGpt/testEvent/check';
import { sendSchema } from '../../nodes/SiteGpt/testEvent/send';
import packageJson from '../../package.json';
import { filesBelow, packAndUnpack, root, runScript, type Unpacked } from './tarball';

let unpacked: Unpacked;
let files: string[];

beforeAll(() => {
	unpacked = packAndUnpack();
	files = filesBelow(unpacked.folder);
}, 120_000);

afterAll(() => rmSync(dirname(unpacked.tarball), { recursive: true, force: true }));

const read = (file: string) => readFileSync(join(unpacked.folder, file), 'utf8');

describe('the tarball', () => {
	test('is under 180 kB', () => {
		expect(statSync(unpacked.tarball).size).toBeLessThan(180_000);
	});

	test('contains no test, map, or source file', () => {
		expect(files.filter((file) => /test\.|\.map$|\.ts$|(^|\/)(test|e2e)\//.test(file))).toEqual([]);
		expect(files.filter((file) => !file.startsWith('dist/'))).toEqual([
			'LICENSE',
			'README.md',
			'package.json',
		]);
	});

	test('requires only n8n-workflow, zod, node:crypto, and itself', () => {
		const required = files
			.filter((file) => file.endsWith('.js'))
			.flatMap((file) => [...read(file).matchAll(/(?:require|import)\(\s*["']([^"']+)["']/g)])
			.map(([, name]) => name);
		const others = new Set(required.filter((name) => !/^\.\.?\//.test(name)));
		expect([...others].sort()).toEqual(['n8n-workflow', 'node:crypto', 'zod/v4']);
		expect(builtinModules.filter((name) => others.has(name))).toEqual([]);
	});

	test('has nothing to install', () => {
		const published = JSON.parse(read('package.json')) as typeof packageJson;
		expect(published).not.toHaveProperty('dependencies');
		expect(published).not.toHaveProperty('optionalDependencies');
		expect(published.peerDependencies).toEqual({ 'n8n-workflow': '*' });
	});
});

describe("n8n's loader", () => {
	interface Loaded {
		types: {
			nodes: Array<{
				name: string;
				codex?: { categories: string[] };
				iconUrl: { light: string; dark: string };
				credentials: Array<{ name: string }>;
				version: number;
			}>;
			credentials: Array<{ name: string; iconUrl: { light: string; dark: string } }>;
		};
		nodesByCredential: Record<string, string[]>;
	}

	let loaded: Loaded;
	beforeAll(() => {
		const { folder, reachable } = unpacked;
		loaded = runScript('load.cjs', [folder], { NODE_PATH: reachable }) as never;
	});

	test('finds the nodes and the credential under their names', () => {
		expect(loaded.types.nodes.map(({ name, version }) => [name, version])).toEqual([
			['siteGptMessageTrigger', [1, 2]],
			['siteGptEscalationTrigger', [1, 2]],
			['siteGptLeadTrigger', [1, 2]],
			['siteGptPollingTrigger', 1],
			['siteGpt', 1],
		]);
		expect(loaded.types.credentials.map(({ name }) => name)).toEqual([
			'siteGptApi',
			'siteGptWebhookApi',
		]);
		expect(loaded.nodesByCredential.siteGptWebhookApi).toHaveLength(4);
	});

	test('finds icons and codex files', () => {
		const described = [...loaded.types.nodes, ...loaded.types.credentials];
		for (const { iconUrl } of described) {
			for (const icon of [iconUrl.light, iconUrl.dark]) {
				expect(files).toContain(icon.replace('icons/n8n-nodes-sitegpt/', ''));
			}
			expect(iconUrl.light).not.toBe(iconUrl.dark);
		}
		for (const { codex } of loaded.types.nodes) {
			expect(codex?.categories.length).toBeGreaterThan(0);
		}
	});

	test('cannot load it if zod is out of reach, so zod is not bundled', () => {
		expect(() => runScript('load.cjs', [unpacked.folder], { NODE_PATH: '' })).toThrow(
			/Cannot find module/,
		);
	});
});

describe('JSON Schemas', () => {
	const schemas = [
		...allEvents.map(({ name, itemSchema }) => [`schemas/${name}.json`, itemSchema] as const),
		...Object.entries(itemSchemas).map(
			([name, schema]) => [`schemas/${name}.json`, schema] as const,
		),
		['nodes/SiteGpt/__schema__/v1.0.0/testEvent/send.json', sendSchema] as const,
		['nodes/SiteGpt/__schema__/v1.0.0/testEvent/check.json', checkSchema] as const,
	];

	test.each(schemas)('%s has the fields of its zod schema', (file, schema) => {
		const written = JSON.parse(read(`dist/${file}`));
		const fields = z.toJSONSchema(schema).properties!;
		expect(written.type).toBe('object');
		expect(Object.keys(written.properties)).toEqual(Object.keys(fields));
		for (const field of Object.values<{ type?: unknown }>(written.properties)) {
			expect(field.type).toBeDefined();
		}
	});
});

describe("n8n's scan", () => {
	test.each([
		['the sources', () => runScript('scan.mjs', [root])],
		['the tarball', () => runScript('scan.mjs', [unpacked.folder, '**/*.js', 'package.json'])],
	])(
		'of %s passes, with no warning',
		(_, scan) => {
			const { passed, details, files, messages } = scan() as never as Record<string, unknown>;
			expect(details).toBeUndefined();
			expect(passed).toBe(true);
			expect(messages).toEqual([]);
			expect(files).toBeGreaterThan(10);
		},
		120_000,
	);
});
