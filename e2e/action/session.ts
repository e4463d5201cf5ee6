import type { N8n } from '../../harness/n8n/n8n.ts';
import type { Credential } from '../../harness/n8n/workflows.ts';
import type { SiteGptServer } from '../../harness/siteGpt/server.ts';

/** An n8n, a mock SiteGPT, and a credential with all scopes. */
export interface ActionSession {
	n8n: N8n;
	siteGpt: SiteGptServer;
	credential: Credential;
}
