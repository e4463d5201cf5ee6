/** `npm run dev` as a contributor uses it, on a copy of the sources. */
import { strict as assert } from 'node:assert';
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { packageFolder } from '../e2e/host/paths.ts';
import { RestClient } from '../e2e/host/rest.ts';
import { waitFor } from '../e2e/host/wait.ts';

const node = join('nodes', 'SiteGptLeadTrigger', 'SiteGptLeadTrigger.node.ts');

let source: string;
let dev: ChildProcess;
let output = '';
let client: RestClient;
let folder: string;

function found(pattern: RegExp): string {
	return pattern.exec(output)?.[1] ?? '';
}

/** The description of the lead trigger, as the editor gets it. */
async function description(): Promise<string | undefined> {
	const types = await client.request<Array<{ name: string; description: string }> | undefined>(
		'GET',
		'/types/nodes.json',
	);
	// While n8n writes the file, it is not JSON.
	return types?.find(({ name }) => name.endsWith('.siteGptLeadTrigger'))?.description;
}

/** Writes as editors do, who put a new file in the place of the old one. */
async function change(from: string, to: string): Promise<void> {
	const text = await readFile(join(source, node), 'utf8');
	assert.ok(text.includes(from));
	await writeFile(join(source, 'changed'), text.replace(from, to));
	await rename(join(source, 'changed'), join(source, node));
}

before(async () => {
	source = await mkdtemp(join(tmpdir(), 'n8n-nodes-sitegpt-source-'));
	const copied = ['nodes', 'credentials', 'package.json', 'tsconfig.json', 'gulpfile.js', '.npmrc'];
	for (const name of copied) {
		await cp(join(packageFolder, name), join(source, name), { recursive: true });
	}
	await symlink(join(packageFolder, 'node_modules'), join(source, 'node_modules'));
	const program = fileURLToPath(new URL('dev.ts', import.meta.url));
	dev = spawn(process.execPath, [program, '--source', source], {
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	for (const stream of [dev.stdout, dev.stderr]) {
		stream?.on('data', (chunk) => (output += String(chunk)));
	}
	await waitFor(() => output.includes('Watching') || dev.exitCode !== null, {
		what: 'npm run dev to be ready',
		timeout: 120_000,
	});
	assert.equal(dev.exitCode, null, output);
	client = new RestClient(found(/n8n runs at (\S+)/), {
		email: found(/e-mail +(\S+)/),
		password: found(/password +(\S+)/),
	});
	folder = found(/folder +(\S+)/);
	await client.login();
});

after(async () => {
	dev.kill('SIGKILL');
	await rm(source, { recursive: true, force: true });
});

test('a changed description is seen in n8n, which runs on', async () => {
	for (const [from, to] of [
		['captures a lead', 'captures a first lead'],
		['captures a first lead', 'captures a second lead'],
	] as const) {
		await change(from, to);
		await waitFor(async () => (await description())?.includes(to), { what: to });
		await waitFor(() => /(\d\d:){2}\d\d nodes.* n8n loads it\n/.test(output), {
			what: 'a line that says so',
		});
	}
	assert.equal(output.match(/n8n loads it\n/g)?.length, 2, output);
	assert.ok(!output.includes('started again'), output);
});

test('what does not compile is told with its place, and n8n keeps the build before', async () => {
	await change("subtitle: '", "subtitle: 7 - '");
	await waitFor(() => output.includes('does not compile'), { what: 'a line that says so' });
	await waitFor(() => /LeadTrigger\.node\.ts:\d+:\d+ .*arithmetic/.test(output), {
		what: 'the error and its place',
	});
	assert.match((await description()) ?? '', /captures a second lead/);
});

test('Ctrl-C ends n8n and removes its folder', async () => {
	const url = client.url;
	dev.kill('SIGINT');
	await waitFor(() => dev.exitCode !== null, { what: 'npm run dev to end' });
	assert.equal(dev.exitCode, 0, output);
	assert.equal(existsSync(folder), false);
	await assert.rejects(fetch(url));
});
