import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Polled, type Setting } from './session.ts';

export function backlog(setting: () => Setting): void {
	test('a backlog of 11,500 leads runs, each lead once', async () => {
		const { siteGpt } = setting();
		const polled = await Polled.create(setting());
		polled.addOldLeads(300);
		const { delay } = siteGpt.settings;
		siteGpt.settings.delay = (request) => (polled.isOwn(request) ? 20 : delay(request));
		await polled.start();
		// The leads come while SiteGPT's API is down.
		const restore = polled.break();
		const from = Date.now();
		await sleep(12_000);
		const count = 11_500;
		const step = (Date.now() - from) / count;
		const ids = polled.addLeads(count, (n) => {
			const createdAt = new Date(from + n * step).toISOString();
			return { createdAt, updatedAt: createdAt };
		});
		restore();
		await polled.executions.assertEachOnce(ids, { timeout: 300_000 });
		await polled.unpublish();
	});
}
