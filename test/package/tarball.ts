import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';

export const root = resolve(__dirname, '../..');

export interface Unpacked {
	tarball: string;
	/** The package as it is in n8n's folder for community packages. */
	folder: string;
	/** A folder with only what n8n makes available to a community package. */
	reachable: string;
}

/** Builds, packs, and unpacks the package, as publishing and installing it would. */
export function packAndUnpack(): Unpacked {
	const temporary = mkdtempSync(join(tmpdir(), 'n8n-nodes-sitegpt-pack-'));
	execFileSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: 'pipe' });
	execFileSync('npm', ['pack', '--silent', '--pack-destination', temporary], {
		cwd: root,
		stdio: 'pipe',
	});
	const tarball = join(
		temporary,
		readdirSync(temporary).find((name) => name.endsWith('.tgz'))!,
	);
	const folder = join(temporary, 'nodes', 'node_modules', 'n8n-nodes-sitegpt');
	mkdirSync(folder, { recursive: true });
	execFileSync('tar', ['-xzf', tarball, '-C', folder, '--strip-components=1']);

	const reachable = join(temporary, 'reachable');
	mkdirSync(reachable);
	for (const name of ['n8n-workflow', 'zod']) {
		symlinkSync(join(root, 'node_modules', name), join(reachable, name));
	}
	return { tarball, folder, reachable };
}

/** Paths of the files below a folder, relative to it, sorted. */
export function filesBelow(folder: string): string[] {
	return readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => relative(folder, join(entry.parentPath, entry.name)))
		.sort();
}

/** What a script in this folder prints, parsed. It runs in a separate Node process, without jest's modules. */
export function runScript(
	script: string,
	args: string[],
	env: NodeJS.ProcessEnv = {},
): Record<string, never> {
	const output = execFileSync(process.execPath, [join(__dirname, script), ...args], {
		cwd: dirname(root),
		// Not jest's `test`, with which n8n's loader and its lint rules behave differently.
		env: { ...process.env, NODE_ENV: 'production', ...env },
		encoding: 'utf8',
		stdio: 'pipe',
		maxBuffer: 64 * 1024 * 1024,
	});
	return JSON.parse(output.slice(output.indexOf('{"result":'))).result;
}
