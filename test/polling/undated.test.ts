import { initialLedger } from '../../nodes/polling/core/ledger';
import { undatedLost } from '../../nodes/polling/core/notes';
import { listSource, NOW, pagesOf, pollerWith, pollRun, timeFor } from './stubs';

const PUBLISHED = NOW - 60_000;

const undated = (...ids: number[]) => ids.map((id) => ({ id, time: null }));

test('what has no time is old until the whole list was read, and new after that', async () => {
	const { poller, poll } = pollerWith(listSource(), PUBLISHED);
	const pages = [undated(1), [...undated(2), { id: 3, time: NOW }]];
	expect(await poll(pagesOf(pages), { hasTime: timeFor(1) })).toEqual([]);
	expect(await poll(pagesOf(pages))).toEqual([3]);
	expect(Object.values(poller.toState().ledger.ids)).toEqual([0, 0]);
	expect(await poll(pagesOf([undated(1, 2, 4)]))).toEqual([4]);
});

test('after a restart it is new', async () => {
	const { poll } = pollerWith(listSource(), PUBLISHED, { fullReadAt: NOW - 1000 });
	const { poller } = pollerWith(listSource(), PUBLISHED, { fullReadAt: NOW - 1000 });
	expect(await poll(pagesOf([undated(1)]))).toEqual([1]);
	expect((await poller.find(pollRun(pagesOf([undated(1)])))).notes).toEqual([]);
});

describe('if n8n has forgotten which of them are old', () => {
	const forgetful = () =>
		pollerWith(listSource(), PUBLISHED, {
			fullReadAt: NOW - 1000,
			ledger: { ...initialLedger(PUBLISHED), hasMoreUndated: true },
		});

	test('what is there at the next walk counts as old, and the log says so once', async () => {
		const { poller, poll, idsOf } = forgetful();
		const list = [...undated(1, 2), { id: 3, time: NOW }];
		expect(await poller.find(pollRun(pagesOf([list])))).toEqual({ notes: [undatedLost] });
		expect(idsOf(poller.select(NOW).findings)).toEqual([3]);
		expect(await poll(pagesOf([undated(1, 2, 4)]))).toEqual([4, 3]);
		expect(await poller.find(pollRun(pagesOf([undated(5)])))).toEqual({ notes: [] });
	});

	test('the log says nothing if there are none', async () => {
		const { poller, poll } = forgetful();
		expect(await poller.find(pollRun(pagesOf([[{ id: 3, time: NOW }]])))).toEqual({ notes: [] });
		expect(await poll(pagesOf([undated(1)]))).toEqual([1, 3]);
	});
});
