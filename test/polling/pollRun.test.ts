import { createRun } from '../../nodes/polling/pollRun';
import { readPollSettings } from '../../nodes/polling/settings';
import { NOW } from './stubs';
import { setClocks, triggerWith } from './trigger';

afterEach(() => jest.restoreAllMocks());

test('a poll has a deadline, and the clock of SiteGPT', async () => {
	let now = NOW;
	setClocks(() => now);
	const date = new Date(NOW + 60_000).toUTCString();
	const { context, urls } = triggerWith({ respond: () => ({ headers: { date } }) });
	const run = createRun(context, await readPollSettings(context), 30_000);
	expect(run.chatbotId).toBe('bot');
	expect([run.now, run.clock.isKnown]).toEqual([NOW, false]);
	const started = run.monotonicNow();
	await run.client.call({ method: 'GET', path: '/me' });
	expect(urls).toHaveLength(1);
	expect([run.now, run.clock.time]).toEqual([NOW + 60_000, NOW + 60_000]);
	now += 29_999;
	expect([run.hasTime(), run.monotonicNow() - started]).toEqual([true, 29_999]);
	now += 1;
	expect(run.hasTime()).toBe(false);
	await expect(run.client.call({ method: 'GET', path: '/me' })).rejects.toThrow('is over');
	expect(urls).toHaveLength(1);
});
