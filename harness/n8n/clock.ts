import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { removeFolder, temporaryFolder } from '../folders.ts';

/** A clock of n8n that tests can set forward. */
export interface FastClock {
	/** for n8n's environment */
	readonly env: Record<string, string>;
	/** Makes n8n's clocks this many ms faster. */
	forward(ms: number): Promise<void>;
	remove(): Promise<void>;
}

export async function fastClock(): Promise<FastClock> {
	const folder = await temporaryFolder('clock');
	const file = join(folder, 'ahead');
	let ahead = 0;
	return {
		env: {
			NODE_OPTIONS: `--require=${fileURLToPath(new URL('clock.cjs', import.meta.url))}`,
			CLOCK_FILE: file,
		},
		async forward(ms) {
			ahead += ms;
			await writeFile(file, String(ahead));
			// Each process reads it 10 times a second.
			await sleep(1_000);
		},
		remove: async () => await removeFolder(folder),
	};
}
