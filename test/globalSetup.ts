import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** n8n-core needs a user folder to write to. This one is for the run, and deleted after it. */
export default function globalSetup() {
	// A time without a zone must not be read in the zone of this computer.
	process.env.TZ = 'America/New_York';
	process.env.N8N_USER_FOLDER = mkdtempSync(join(tmpdir(), 'n8n-nodes-sitegpt-test-'));
	process.on('exit', () => {
		rmSync(process.env.N8N_USER_FOLDER!, { recursive: true, force: true });
	});
}
