import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { toAnchor } from '../../harness/anchor';
import { allEvents } from '../../nodes/events/all';
import { idempotencyKey } from '../../nodes/events/idempotencyKey';
import packageJson from '../../package.json';
import { root } from '../package/tarball';

interface Node {
	id: string;
	name: string;
	type: string;
	typeVersion: number;
	position: [number, number];
	parameters: Record<string, unknown>;
	credentials?: unknown;
	webhookId?: string;
}

interface Example {
	name: string;
	nodes: Node[];
	connections: Record<string, Record<string, Array<Array<{ node: string }>>>>;
	pinData?: Record<string, Array<{ json: Record<string, unknown> }>>;
	settings: { timezone?: string };
}

const folder = join(root, 'examples');
const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
const examples = files.map((file): [string, Example] => [
	file,
	JSON.parse(readFileSync(join(folder, file), 'utf8')) as Example,
]);
const ours = packageJson.n8n.nodes.map((path) => {
	const name = /(\w+)\.node\.js$/.exec(path)?.[1] ?? '';
	return `${packageJson.name}.${name[0]?.toLowerCase()}${name.slice(1)}`;
});
const headings = [...readFileSync(join(folder, 'README.md'), 'utf8').matchAll(/^#+ (.*)$/gm)].map(
	([, heading = '']) => toAnchor(heading),
);
const isTrigger = ({ type }: Node) =>
	type.startsWith(packageJson.name) && /(?<!Polling)Trigger$/.test(type);

test('no two triggers share a webhook id, because n8n would publish only one of them', () => {
	const ids = examples.flatMap(([, { nodes }]) => nodes.filter(isTrigger).map((n) => n.webhookId));
	expect(ids.length).toBeGreaterThan(5);
	expect(new Set(ids).size).toBe(ids.length);
});

describe.each(examples)('%s', (file, { name, nodes, connections, pinData = {}, settings }) => {
	const names = nodes.map((node) => node.name);
	const [note] = nodes.filter(({ type }) => type === 'n8n-nodes-base.stickyNote');

	test('has a name, nodes with unique names, and connections between existing nodes', () => {
		expect(name).toMatch(/^SiteGPT: /);
		expect(new Set(names).size).toBe(names.length);
		expect(new Set(nodes.map(({ id }) => id)).size).toBe(nodes.length);
		const ends = Object.entries(connections).flatMap(([from, outputs]) => [
			from,
			...Object.values(outputs).flatMap((output) => output.flat().map(({ node }) => node)),
		]);
		expect(ends.filter((end) => !names.includes(end))).toEqual([]);
	});

	test('has only nodes of n8n and of this package, whose triggers are in version 2', () => {
		for (const node of nodes) {
			if (/^(n8n-nodes-base|@n8n\/n8n-nodes-langchain)\./.test(node.type)) continue;
			expect(ours).toContain(node.type.replace(/Tool$/, ''));
			expect(node.typeVersion).toBe(isTrigger(node) ? 2 : 1);
		}
	});

	test('has a short sticky note that starts with how to set it up, and covers no node', () => {
		const content = String(note?.parameters.content);
		expect(content).toMatch(/^## .*\n1\. /);
		expect(content.split(/\s+/).length).toBeLessThanOrEqual(120);
		const [, anchor] = /examples\/README\.md#([\w-]+)/.exec(content) ?? [];
		if (anchor) expect(headings).toContain(anchor);
		const bottom = note!.position[1] + Number(note!.parameters.height);
		const others = nodes.filter((node) => node !== note);
		expect(Math.min(...others.map(({ position }) => position[1]))).toBeGreaterThan(bottom);
	});

	test('says in its note which Data Tables it needs, with which columns', () => {
		for (const { parameters } of nodes.filter(({ type }) => type === 'n8n-nodes-base.dataTable')) {
			const { dataTableId, columns } = parameters as {
				dataTableId: { value: string };
				columns?: { value: object };
			};
			expect(note?.parameters.content).toContain(`called **${dataTableId.value}**`);
			for (const column of Object.keys(columns?.value ?? {}))
				expect(note?.parameters.content).toMatch(new RegExp(`text columns .*\\b${column}\\b`));
		}
	});

	test('has no credential', () => {
		for (const node of nodes) expect(node).not.toHaveProperty('credentials');
	});

	// Without one, n8n import:workflow leaves the trigger at a URL that the editor doesn't show.
	test('has a webhook id in each node with a URL, and nowhere else', () => {
		for (const node of nodes) {
			if (isTrigger(node) || /\.(webhook|chatTrigger)$/.test(node.type))
				expect(node.webhookId).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
			else expect(node).not.toHaveProperty('webhookId');
		}
	});

	// In n8n's default time zone, New York, 3 a.m. is in the middle of somebody's working day.
	test('has a time zone if it runs at a certain time', () => {
		const hours = nodes.map(({ parameters }) => JSON.stringify(parameters.rule ?? ''));
		if (hours.some((rule) => rule.includes('triggerAtHour')))
			expect(settings.timezone).toBe('Etc/UTC');
	});

	test('is listed in the README of examples/', () => {
		expect(readFileSync(join(folder, 'README.md'), 'utf8')).toContain(`](${file})`);
	});

	const [trigger] = nodes.filter(isTrigger);
	if (!trigger) return;
	test('has an event pinned to its trigger, as the trigger would emit it', () => {
		const [pinned] = pinData[trigger.name] ?? [];
		const item = pinned?.json ?? {};
		const event = allEvents.find((one) => one.name === item.event)!;
		const changed = /^(unhappy|close)/.test(file)
			? Object.fromEntries(Object.keys(event.sample.data).map((field) => [field, item[field]]))
			: {};
		const sent = { ...event.sample, data: { ...event.sample.data, ...changed } };
		const { receivedAt } = item as { receivedAt: string };
		const receipt = { idempotencyKey: idempotencyKey(sent), receivedAt };
		expect(item).toEqual(event.toItem(event.payloadSchema.parse(sent), sent, receipt));
	});
});
