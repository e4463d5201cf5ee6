import { KnownEntries, MAX_STORED_KNOWN } from '../../nodes/polling/sources/knownEntries';
import { MAX_STORED_NUMBERS, Occurrences } from '../../nodes/polling/sources/occurrences';
import { apiError, NOW, pollRun } from './stubs';

const at = (id: string, time: number | null = NOW) => ({ id, time });

/** As n8n keeps it. */
const kept = (known: KnownEntries) =>
	new KnownEntries(JSON.parse(JSON.stringify(known.toState())) as never);

function filled(count: number): KnownEntries {
	const known = new KnownEntries();
	// In no order.
	for (let n = 0; n < count; n++) known.add(at(`t${(n * 7) % count}`, NOW + ((n * 7) % count)));
	known.noteWhole();
	return known;
}

test('before the whole list was read, nothing is certainly in it for the first time', () => {
	const known = new KnownEntries();
	expect(known.isNewlyListed(at('a'))).toBe(false);
	known.noteWhole();
	expect(known.isNewlyListed(at('a'))).toBe(true);
	known.add(at('a'));
	expect(known.isNewlyListed(at('a'))).toBe(false);
	expect(kept(known).isNewlyListed(at('b', null))).toBe(true);
	expect(kept(new KnownEntries()).isComplete).toBe(false);
});

test('n8n keeps those that changed last, and since when it keeps all', () => {
	const known = kept(filled(MAX_STORED_KNOWN + 10));
	expect(known.ids).toHaveLength(MAX_STORED_KNOWN);
	expect(known.has({ id: 't10' })).toBe(true);
	expect(known.has({ id: 't9' })).toBe(false);
	// Forgotten, or new: nothing tells.
	expect(known.isNewlyListed(at('x', NOW + 9))).toBe(false);
	expect(known.isNewlyListed(at('x', null))).toBe(false);
	expect(known.isNewlyListed(at('x', NOW + 10))).toBe(true);
	known.noteWhole();
	expect(known.isNewlyListed(at('x', NOW + 9))).toBe(true);
	const all = kept(filled(MAX_STORED_KNOWN));
	expect(all.isNewlyListed(at('x', NOW - 1))).toBe(true);
});

test('n8n keeps what is known in them, within a bound', () => {
	const known = filled(300);
	for (let n = 0; n < 300; n++) {
		const hashes = ['00000001', '00000002', '00000003', '00000004'].slice(0, n % 5);
		known.add(at(`t${n}`, NOW + n), new Set(hashes));
	}
	const again = kept(known);
	expect([...again.contentsOf('t292')!]).toEqual(['00000001', '00000002']);
	expect(again.contentsOf('t290')).toEqual(new Set());
	expect(kept(filled(1)).contentsOf('t0')).toBeUndefined();
	for (let n = 0; n < 300; n++)
		known.add(
			at(`t${n}`, NOW + n),
			new Set(
				Array(8)
					.fill(0)
					.map((_, i) => `0000000${i}`),
			),
		);
	expect(kept(known).ids).toHaveLength(125);
	expect(kept(known).isNewlyListed(at('x', NOW + 174))).toBe(false);
	expect(kept(known).isNewlyListed(at('x', NOW + 175))).toBe(true);
});

test('a time that is not known anymore stays', () => {
	const known = new KnownEntries();
	known.add(at('a'));
	known.add(at('a', null));
	expect(known.toState().known).toEqual({ a: [NOW] });
});

test('those that were never asked about come first, then those that were asked about the longest ago', async () => {
	const occurrences = new Occurrences({
		known: Object.fromEntries(Array.from({ length: 12 }, (_, n) => [`t${n}`, [NOW]])),
	});
	const askedFor: string[] = [];
	for (let poll = 0; poll < 3; poll++)
		await occurrences.checkAbsent(
			new Set(),
			pollRun(undefined, { now: NOW + poll * 600_000 }),
			async (id) => {
				askedFor.push(id);
				throw apiError({ status: 500 });
			},
		);
	expect(askedFor.slice(0, 12)).toEqual(Array.from({ length: 12 }, (_, n) => `t${n}`));
	expect(askedFor.slice(12)).toEqual(['t0', 't1', 't2']);
});

test('with other settings, the numbers are others', () => {
	const [before, after] = [NOW, NOW + 1000].map((startedAt) => new Occurrences({ startedAt }));
	expect(before.numberOf('a')).toBe(NOW / 1000);
	expect(after.numberOf('a')).toBe(NOW / 1000 + 1);
	expect(new Occurrences(before.toState()).numberOf('a')).toBe(NOW / 1000);
});

test('a number that is forgotten is never used again', async () => {
	const occurrences = new Occurrences();
	const ids = Array.from({ length: MAX_STORED_NUMBERS + 1 }, (_, n) => `t${n}`);
	// Five at each poll.
	for (let n = 0; n < 2 * ids.length; n++) {
		const id = ids[n % ids.length];
		occurrences.known.add(at(id));
		await occurrences.checkAbsent(new Set(), pollRun(), async () => true);
	}
	const again = new Occurrences(JSON.parse(JSON.stringify(occurrences.toState())) as never);
	expect(again.numberOf('t0')).toBe(2);
	expect(again.isOver({ id: 't0' })).toBe(false);
	expect([again.numberOf('t1'), again.isOver({ id: 't1' })]).toEqual([2, true]);
	expect(Object.keys(again.toState().numbers!)).toHaveLength(MAX_STORED_NUMBERS);
});
