import fc from 'fast-check';
import { MOST_IDS, Seen, WINDOW } from '../../nodes/polling/seen';

test('what was added is seen, even after n8n has stored it as JSON', () => {
	const seen = new Seen();
	seen.add('a', 1000);
	seen.add('undated', null);
	seen.trim();
	const kept = new Seen(JSON.parse(JSON.stringify(seen.toState())));
	for (const one of [seen, kept]) {
		expect([one.has('a', 1000), one.has('undated', null)]).toEqual([true, true]);
		expect([one.has('b', 1000), one.has('other', null)]).toEqual([false, false]);
	}
});

test('what is older than the window counts as seen', () => {
	const seen = new Seen();
	seen.add('newest', WINDOW + 1000);
	seen.trim();
	expect(seen.has('late', 1000)).toBe(false);
	expect(seen.has('too late', 999)).toBe(true);
});

test('the IDs are bounded, unless created at the same time, and dropped ones still count as seen', () => {
	const seen = new Seen();
	for (let n = 0; n < 3 * MOST_IDS; n++) seen.add(`id ${n}`, 1_000_000 + n);
	seen.trim();
	expect(Object.keys(seen.toState().ids)).toHaveLength(MOST_IDS);
	expect(seen.has('id 0', 1_000_000)).toBe(true);
	const atOnce = new Seen();
	for (let n = 0; n < 2 * MOST_IDS; n++) atOnce.add(`id ${n}`, 5000);
	atOnce.trim();
	expect(atOnce.has('id 0', 5000)).toBe(true);
	expect(atOnce.has('new', 5000)).toBe(false);
});

test('what is gone counts as new when it comes back', () => {
	const seen = new Seen();
	for (const id of ['a', 'b']) seen.add(id, null);
	seen.keepOnly(['b', 'c']);
	expect(['a', 'b', 'c'].map((id) => seen.has(id, null))).toEqual([false, true, false]);
});

test('nothing that was added is ever new again, in any order and with any number of trims', () => {
	const objects = fc.array(
		fc.record({ id: fc.string(), at: fc.option(fc.integer({ min: 1, max: 5 * WINDOW })) }),
	);
	fc.assert(
		fc.property(objects, (all) => {
			let seen = new Seen();
			for (const { id, at } of all) {
				seen.add(id, at);
				seen.trim();
				seen = new Seen(seen.toState());
			}
			for (const { id, at } of all) {
				// The same ID at another time is another object.
				const last = all.findLast((one) => one.id === id)!;
				if (last.at === at) expect(seen.has(id, at)).toBe(true);
			}
		}),
	);
});
