import { clockAhead, listSource, NOW, pagesOf, pollerWith, readSource, timeFor } from './stubs';

const PUBLISHED = NOW - 60_000 + 400;

/** Not all of SiteGPT's times have a fraction. */
const SAME_SECOND = PUBLISHED - 400;

describe('what has a time in the second of publishing, without a fraction', () => {
	const before = pagesOf([[{ id: 1, time: SAME_SECOND }]]);

	test('is old if the first poll finds it, and new if a later one does', async () => {
		const { poll } = pollerWith(listSource(), PUBLISHED, { isPublishing: true });
		expect(await poll(before)).toEqual([]);
		const after = [1, 2].map((id) => ({ id, time: SAME_SECOND }));
		expect(await poll(pagesOf([after]))).toEqual([2]);
	});

	test('is new after a first poll that failed, and after a restart', async () => {
		const { poll } = pollerWith(listSource(), PUBLISHED, { isPublishing: true });
		const fails = () => {
			throw new Error('Bad Gateway');
		};
		expect(await poll(fails)).toEqual([]);
		expect(await poll(before)).toEqual([1]);
		expect(await pollerWith(listSource(), PUBLISHED).poll(before)).toEqual([1]);
	});

	test('does not make anything later old', async () => {
		const { poll } = pollerWith(listSource(), PUBLISHED, { isPublishing: true });
		expect(await poll(pagesOf([[{ id: 1, time: PUBLISHED + 1 }]]))).toEqual([1]);
	});
});

describe("the mark at publishing is by n8n's clock, until a response says what SiteGPT's is", () => {
	const list = [PUBLISHED - 61_000, PUBLISHED - 59_000, PUBLISHED + 59_000, PUBLISHED + 61_000].map(
		(time, id) => ({ id, time }),
	);

	test.each([
		['behind', -60_000, [1, 2, 3]],
		['ahead', 60_000, [3]],
		['right', 0, [2, 3]],
	])('SiteGPT is %s', async (_, ahead, expected) => {
		const run = { clock: clockAhead(ahead), now: NOW + 120_000 };
		const leads = pollerWith(listSource(), PUBLISHED);
		expect(await leads.poll(pagesOf([list]), run)).toEqual(expected);
		const conversations = pollerWith(readSource(), PUBLISHED);
		expect(await conversations.poll(pagesOf([list]), run)).toEqual(expected);
	});

	test('only entries that changed since then are read', async () => {
		const read: string[] = [];
		const source = readSource({
			async read({ id }) {
				read.push(id);
				return { findings: [] };
			},
		});
		await pollerWith(source, PUBLISHED).poll(pagesOf([list]), { clock: clockAhead(60_000) });
		expect(read).toEqual(['3']);
	});

	test.each([-60_000, 60_000])('the mark moves with it once (%i)', async (ahead) => {
		const { poller, poll } = pollerWith(listSource(), PUBLISHED);
		const pages = pagesOf([[{ id: 1, time: NOW }], [{ id: 2, time: NOW }], [], []]);
		await poll(pages, { hasTime: timeFor(1) });
		expect(poller.toState()).toMatchObject({ mark: PUBLISHED, isByN8nClock: true });
		for (let n = 0; n < 2; n++) {
			await poll(pages, { hasTime: timeFor(1), clock: clockAhead(ahead) });
			const { mark, isByN8nClock, ledger } = poller.toState();
			expect([mark, isByN8nClock]).toEqual([PUBLISHED + ahead, false]);
			expect(ledger.publishedAt).toBe(PUBLISHED + ahead);
		}
	});

	test('a mark by the clock of SiteGPT stays', async () => {
		const { poller, poll } = pollerWith(listSource(), PUBLISHED, { isByN8nClock: false });
		await poll(pagesOf([[], []]), { hasTime: timeFor(1), clock: clockAhead(-60_000) });
		expect(poller.toState().mark).toBe(PUBLISHED);
	});
});
