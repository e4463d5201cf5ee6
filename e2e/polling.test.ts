/** Tests the polling trigger in a real n8n, against a mock SiteGPT server. */
import { after, before, describe } from 'node:test';
import { openSqlite } from '../harness/n8n/database.ts';
import { type N8n, startN8nWithPackage } from '../harness/n8n/n8n.ts';
import { isOlder, n8nVersion } from '../harness/n8n/version.ts';
import { SiteGptServer } from '../harness/siteGpt/server.ts';
import { backlog } from './polling/backlog.ts';
import { basics } from './polling/basics.ts';
import { chatbots } from './polling/chatbots.ts';
import { durable, durableSettings } from './polling/durable.ts';
import { oddApi } from './polling/oddApi.ts';
import { republishing } from './polling/republishing.ts';
import { kills, restarts } from './polling/restarts.ts';

/** Starts n8n and a mock SiteGPT server for the tests of a suite. */
function inN8n(env: Record<string, string> = {}) {
	let n8n: N8n;
	let siteGpt: SiteGptServer;
	before(async () => {
		n8n = await startN8nWithPackage({ env });
		siteGpt = await SiteGptServer.start();
	});
	after(async () => {
		await siteGpt?.close();
		await n8n?.stop();
	});
	return () => ({ n8n, client: n8n.client, database: openSqlite(n8n.folder), siteGpt });
}

// Most of the time, both wait for the next poll.
describe('the polling trigger', { concurrency: true }, () => {
	describe('with the settings that n8n has by default', { concurrency: 1 }, () => {
		const setting = inN8n();
		describe('at the same time', { concurrency: true }, () => {
			basics(setting);
			backlog(setting);
			republishing(setting);
			oddApi(setting);
			chatbots(setting);
		});
		restarts(setting);
		kills(setting);
	});

	if (isOlder(n8nVersion(), '2.41')) return;
	describe('with the durable scheduler and cursors', { concurrency: 1 }, () => {
		const setting = inN8n(durableSettings);
		describe('at the same time', { concurrency: true }, () => {
			durable(setting);
			republishing(setting);
			oddApi(setting);
			chatbots(setting);
		});
		restarts(setting);
	});
});
