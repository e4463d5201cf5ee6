import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { packageFolder } from '../harness/paths.ts';

/** The files that git tracks, relative to the package's folder. */
export async function trackedFiles(): Promise<string[]> {
	const { stdout } = await promisify(execFile)('git', ['ls-files', '-z'], { cwd: packageFolder });
	return stdout.split('\0').filter((file) => file !== '');
}
