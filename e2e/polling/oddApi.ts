import { test } from 'node:test';
import { realClock } from '../../harness/siteGpt/sender/clock.ts';
import { SiteGptServer } from '../../harness/siteGpt/server.ts';
import { Polled, type Setting } from './session.ts';

export function oddApi(setting: () => Setting): void {
	test('leads run once with a slow clock, times without a zone, the oldest first, and a gap', async (context) => {
		const fiveMinutesAgo = () => Date.now() - 5 * 60_000;
		const siteGpt = await SiteGptServer.start({ ...realClock, now: fiveMinutesAgo });
		context.after(async () => await siteGpt.close());
		Object.assign(siteGpt.settings, {
			order: 'oldest first',
			cursors: 'offset',
			times: 'without zone',
			emptyList: 'null',
			pageSize: () => 5,
		} satisfies Partial<SiteGptServer['settings']>);
		const polled = await Polled.create({ ...setting(), siteGpt });
		await polled.start();
		const ids = polled.addLeads(12);
		siteGpt.settings.leftOut.add(ids[7]!);
		await polled.executions.assertEachOnce(ids);
		await polled.unpublish();
	});
}
