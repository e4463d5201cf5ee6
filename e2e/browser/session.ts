import type { Browser } from 'playwright-core';
import type { N8n } from '../host/n8n.ts';
import type { Editor } from './editor.ts';

/** What the tests of the editor share, there once the suite has begun. */
export interface Session {
	readonly n8n: N8n;
	readonly browser: Browser;
	/** signed in by the first test */
	readonly editor: Editor;
	/** of the credential that the tests create in the editor */
	readonly token: string;
}
