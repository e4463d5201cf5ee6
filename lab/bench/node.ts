import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { unpack } from '../unpacked.ts';
import type { NodeFigure } from './nodeProcess.ts';

/** Measures what webhook() of the Message Trigger takes, in a process of its own. n8n is not started. */
export async function measureNode(tarball: string): Promise<NodeFigure[]> {
	const folder = await unpack(tarball);
	const { stdout } = await promisify(execFile)(
		process.execPath,
		[
			'--expose-gc',
			// In MB: what one measurement of allocations makes has room in it.
			'--max-semi-space-size=128',
			'--min-semi-space-size=128',
			fileURLToPath(new URL('nodeProcess.ts', import.meta.url)),
			join(folder, 'package'),
		],
		// n8n-core keeps an encryption key in its user folder.
		{ timeout: 300_000, env: { ...process.env, N8N_USER_FOLDER: folder } },
	);
	// n8n-core may have had something to say before.
	return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as NodeFigure[];
}
