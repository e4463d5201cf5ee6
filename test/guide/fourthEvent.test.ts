import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { INodeType } from 'n8n-workflow';
import { serve } from '../n8n/endpoint';
import { root } from '../package/tarball';

/** The snippets of CONTRIBUTING.md, by the text after the language. */
const snippets = new Map(
	[
		...readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8').matchAll(
			/^( *)```\w+ (\S+)\n([^]*?)^\1```$/gm,
		),
	].map(([, indent = '', name = '', text = '']) => [
		name,
		text
			.split('\n')
			.map((line) => line.slice(indent.length))
			.join('\n'),
	]),
);

let copy: string;
beforeAll(() => {
	copy = mkdtempSync(join(tmpdir(), 'n8n-nodes-sitegpt-fourth-'));
	for (const name of ['nodes', 'credentials', 'package.json', 'tsconfig.json', 'gulpfile.js']) {
		cpSync(join(root, name), join(copy, name), { recursive: true });
	}
	symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'), 'junction');
	for (const [name, text] of snippets) {
		if (name.endsWith('.ts')) writeFileSync(join(copy, name), text);
	}
	execFileSync('sh', ['-e', '-c', snippets.get('run') ?? ''], { cwd: copy });
	const packageJson = JSON.parse(readFileSync(join(copy, 'package.json'), 'utf8')) as {
		n8n: { nodes: string[] };
	};
	packageJson.n8n.nodes.push(JSON.parse(snippets.get('package.json') ?? '') as string);
	writeFileSync(join(copy, 'package.json'), JSON.stringify(packageJson));
	execFileSync(process.execPath, [join(root, 'node_modules/gulp/bin/gulp.js'), 'build'], {
		cwd: copy,
		stdio: 'pipe',
	});
}, 120_000);

afterAll(() => rmSync(copy, { recursive: true, force: true }));

test('the guide in CONTRIBUTING.md leads to a trigger that accepts a fourth event', async () => {
	expect([...snippets.keys()]).toEqual([
		'nodes/events/closing.ts',
		'nodes/events/all.ts',
		'run',
		'package.json',
	]);
	const { n8n } = JSON.parse(readFileSync(join(copy, 'package.json'), 'utf8')) as {
		n8n: { nodes: string[] };
	};
	const file = join(copy, n8n.nodes.at(-1)!);
	const { SiteGptClosingTrigger } = createRequire(file)(file) as Record<
		string,
		new () => INodeType
	>;
	const endpoint = await serve(new SiteGptClosingTrigger!());
	try {
		const data = { chatbotId: 'bot_1', threadId: 'thread_1', closedBy: 'Ada', more: 1 };
		const answer = await endpoint.post({ event: 'CONVERSATION_CLOSED', data });
		expect(answer).toEqual({ status: 200, body: { status: 'accepted' } });
		expect(endpoint.thrown).toEqual([]);
		expect(endpoint.executions).toEqual([
			{
				event: 'CONVERSATION_CLOSED',
				...data,
				idempotencyKey: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown,
				receivedAt: expect.any(String) as unknown,
			},
		]);
		const wrong = await endpoint.post({
			event: 'NEW_LEAD_CAPTURE',
			data: { chatbotId: 'bot_1', leadDetails: { id: 'lead_1' } },
		});
		expect(wrong.status).toBe(400);
		expect(JSON.stringify(wrong.body)).toContain('CONVERSATION_CLOSED');
	} finally {
		await endpoint.close();
	}
});

test('and the SiteGPT node sends it', () => {
	const file = join(copy, 'dist/nodes/SiteGpt/SiteGpt.node.js');
	const { SiteGpt } = createRequire(file)(file) as {
		SiteGpt: new () => INodeType;
	};
	const [event] = new SiteGpt().description.properties.filter(({ name }) => name === 'event');
	expect(event?.options).toContainEqual(
		expect.objectContaining({ name: 'Closing', value: 'CONVERSATION_CLOSED' }),
	);
});
