import type { Browser } from 'playwright-core';
import type { N8n } from '../../harness/n8n/n8n.ts';
import type { Editor } from './editor.ts';

/** What the editor tests share, available once the suite has started. */
export interface Session {
	readonly n8n: N8n;
	readonly browser: Browser;
	/** signed in by the first test */
	readonly editor: Editor;
	/** the token of the credential that the tests create in the editor */
	readonly token: string;
}
