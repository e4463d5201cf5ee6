/** Makes sure that n8n is installed as locked. Usage: node e2e/install.ts */
import { ensureN8n } from './host/dependencies.ts';
import { explain } from './host/failure.ts';
import { endKept } from './host/guarded.ts';
import { step } from './host/progress.ts';

try {
	await step('Look for n8n', async ({ note }) => await ensureN8n(note));
} catch (error) {
	console.error(explain(error));
	process.exitCode = 1;
}
await endKept();
