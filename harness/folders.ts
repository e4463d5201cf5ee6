import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { leaveAtEnd, removeAtEnd } from './guarded.ts';

/** Creates a folder that is removed when this process ends for any reason. */
export async function temporaryFolder(name: string): Promise<string> {
	const folder = await mkdtemp(join(tmpdir(), `n8n-nodes-sitegpt-${name}-`));
	removeAtEnd(folder);
	return folder;
}

/** Removes a temporary folder now. Retries, because a process that has just ended may still be writing to it. */
export async function removeFolder(folder: string): Promise<void> {
	await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
	leaveAtEnd(folder);
}
