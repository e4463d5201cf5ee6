import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { leaveAtEnd, removeAtEnd } from './guarded.ts';

/** A folder of its own, gone when this process is, however it ends. */
export async function temporaryFolder(name: string): Promise<string> {
	const folder = await mkdtemp(join(tmpdir(), `n8n-nodes-sitegpt-${name}-`));
	removeAtEnd(folder);
	return folder;
}

/** Removes a temporary folder now. What has just ended may still be writing into it. */
export async function removeFolder(folder: string): Promise<void> {
	await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
	leaveAtEnd(folder);
}
