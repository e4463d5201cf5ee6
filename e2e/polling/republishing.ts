import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { every, Polled, pollTimes, type Setting } from './session.ts';

/** ms that each of SiteGPT's answers takes, so that a poll is under way for a while */
const SLOW_MS = 3_500;

/** Publishes a trigger of a slow SiteGPT, and resolves when a poll that will find two new leads has begun. */
async function duringPoll(setting: Setting): Promise<{ polled: Polled; ids: string[] }> {
	const { siteGpt } = setting;
	const polled = await Polled.create(setting, { pollTimes: every(15) });
	polled.addOldLeads();
	const { delay } = siteGpt.settings;
	siteGpt.settings.delay = (request) => (polled.isOwn(request) ? SLOW_MS : delay(request));
	await polled.publish();
	await sleep(2 * SLOW_MS);
	const ids = polled.addLeads(2);
	await polled.nextRequest();
	await sleep(300);
	return { polled, ids };
}

export function republishing(setting: () => Setting): void {
	test('a lead runs once if the workflow is republished while a poll finds it', async () => {
		const { polled, ids } = await duringPoll(setting());
		await polled.republish(pollTimes(5, 20, 35, 50));
		await sleep(15_000);
		ids.push(...polled.addLeads(1));
		await polled.executions.assertEachOnce(ids, { longer: 25_000 });
		await polled.unpublish();
	});

	test('a lead runs once if the workflow is unpublished and published while a poll finds it', async () => {
		const { polled, ids } = await duringPoll(setting());
		await polled.unpublish();
		await polled.publish();
		await sleep(15_000);
		ids.push(...polled.addLeads(1));
		await polled.executions.assertEachOnce(ids, { longer: 25_000 });
		await polled.unpublish();
	});
}
