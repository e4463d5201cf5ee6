import fc from 'fast-check';
import { Holding, MAX_HELD } from '../../nodes/polling/core/holding';
import type { Entry } from '../../nodes/polling/core/source';

const entryAt = (time: number | null, index: number): Entry => ({
	id: String(index),
	time,
	version: '',
	object: {},
});

test('holds what is oldest, and knows from when on something is missing', () => {
	const times = fc.array(fc.option(fc.nat(1000)), { minLength: 1, maxLength: 50 });
	fc.assert(
		fc.property(times, (extra) => {
			const many = Array.from({ length: MAX_HELD }, (_, index) => (index * 7919) % 1009);
			const all = [...many, ...extra].map(entryAt);
			const holding = new Holding();
			holding.add(all.slice(0, 5000));
			holding.add(all.slice(5000));
			const { droppedFrom } = holding;
			const held = new Set(holding.release());
			const dropped = all.filter((entry) => !held.has(entry));
			expect(dropped.every(({ time }) => time !== null && time >= droppedFrom)).toBe(true);
			expect([...held].every(({ time }) => time === null || time <= droppedFrom)).toBe(true);
			const dated = [...held].filter(({ time }) => time !== null);
			expect(dated).toHaveLength(MAX_HELD);
			expect(droppedFrom === Infinity).toBe(dropped.length === 0);
			expect(holding.release()).toEqual([]);
		}),
		{ numRuns: 5 },
	);
});
