import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { unpack } from '../unpacked.ts';
import type { NodeFigure } from './nodeProcess.ts';

/** Measures webhook() of the Message Trigger in a separate process, without starting n8n. */
export async function measureNode(tarball: string): Promise<NodeFigure[]> {
	const folder = await unpack(tarball);
	const { stdout } = await promisify(execFile)(
		process.execPath,
		[
			'--expose-gc',
			// In MB, large enough for all allocations of one measurement.
			'--max-semi-space-size=128',
			'--min-semi-space-size=128',
			fileURLToPath(new URL('nodeProcess.ts', import.meta.url)),
			join(folder, 'package'),
		],
		// n8n-core stores an encryption key in its user folder.
		{ timeout: 300_000, env: { ...process.env, N8N_USER_FOLDER: folder } },
	);
	// n8n-core may print something before.
	return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as NodeFigure[];
}
