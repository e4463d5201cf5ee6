/** Tests `npm run dev` the way a contributor uses it, on a copy of the sources. */
import { strict as assert } from 'node:assert';
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { RestClient } from '../harness/n8n/rest.ts';
import { packageFolder } from '../harness/paths.ts';
import { waitFor } from '../harness/wait.ts';

const node = join('nodes', 'SiteGptLeadTrigger', 'SiteGptLeadTrigger.node.ts');

let source: string;
let dev: ChildProcess;
let output = '';
let client: RestClient;
let folder: string;

function found(pattern: RegExp): string {
	return pattern.exec(output)?.[1] ?? '';
}

async function description(): Promise<string | undefined> {
	const types = await client.request<Array<{ name: string; description: string }> | undefined>(
		'GET',
		'/types/nodes.json',
	);
	// It isn't valid JSON while n8n is writing the file.
	return types?.find(({ name }) => name.endsWith('.siteGptLeadTrigger'))?.description;
}

/** Writes like an editor does: replaces the old file with a new one. */
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
		email: found(/email +(\S+)/),
		password: found(/password +(\S+)/),
	});
	folder = found(/folder +(\S+)/);
	await client.login();
});

after(async () => {
	dev.kill('SIGKILL');
	await rm(source, { recursive: true, force: true });
});

test('a changed description shows in n8n without a restart', async () => {
	for (const [from, to] of [
		['captures a lead', 'captures a first lead'],
		['captures a first lead', 'captures a second lead'],
	] as const) {
		await change(from, to);
		await waitFor(async () => (await description())?.includes(to), { what: to });
		await waitFor(() => /(\d\d:){2}\d\d n8n loads it\n/.test(output), {
			what: 'a line that reports the reload',
		});
	}
	await waitFor(() => output.match(/n8n loads it\n/g)?.length === 2, { what: 'both reloads' });
	assert.ok(!output.includes('restarted'), output);
});

test('a compile error is shown with its location, and n8n keeps the previous build', async () => {
	await change("subtitle: '", "subtitle: 7 - '");
	await waitFor(() => output.includes('does not compile'), {
		what: 'a line that reports the failure',
	});
	await waitFor(() => /LeadTrigger\.node\.ts\(\d+,\d+\): .*arithmetic/.test(output), {
		what: 'the error and its location',
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
