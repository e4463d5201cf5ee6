/** Tests the polling trigger with n8n's durable scheduler and cursors, against a mock SiteGPT server. */
import { after, before, describe } from 'node:test';
import { sqliteOf } from './host/database.ts';
import type { N8n } from './host/n8n.ts';
import { startN8nWithPackage } from './host/n8nWithPackage.ts';
import { durable, durableSettings } from './polling/durable.ts';
import { oddApi } from './polling/oddApi.ts';
import { republishing } from './polling/republishing.ts';
import { restarts } from './polling/restarts.ts';
import { SiteGptServer } from './siteGptServer/server.ts';

describe("the polling trigger with n8n's durable scheduler", () => {
	let n8n: N8n;
	let siteGpt: SiteGptServer;
	before(async () => {
		n8n = await startN8nWithPackage({ env: durableSettings });
		siteGpt = await SiteGptServer.start();
	});
	after(async () => {
		await siteGpt?.close();
		await n8n?.stop();
	});
	const setting = () => ({ n8n, client: n8n.client, database: sqliteOf(n8n.folder), siteGpt });

	describe('at the same time', { concurrency: true }, () => {
		durable(setting);
		republishing(setting);
		oddApi(setting);
	});
	restarts(setting);
});
