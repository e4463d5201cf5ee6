import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { packageFolder } from '../harness/paths.ts';

export async function trackedFiles(): Promise<string[]> {
	const { stdout } = await promisify(execFile)('git', ['ls-files', '-z'], { cwd: packageFolder });
	return stdout.split('\0').filter((file) => file !== '');
}
