import fc from 'fast-check';
import { getSlots } from '../../../nodes/trigger/execute/slots';

const anyTime = fc.integer({ min: Date.UTC(2020), max: Date.UTC(2040) });
const anyWindow = fc.integer({ min: 1, max: 3_600_000 });

test('an event takes four or five entries of the database, whatever its window', () => {
	fc.assert(
		fc.property(anyTime, anyWindow, (at, windowMs) => {
			const { duplicateSlots } = getSlots(at, windowMs);
			expect([4, 5]).toContain(duplicateSlots.length);
		}),
	);
});

test("a delivery from more than two thirds of a window before isn't a repeat", () => {
	fc.assert(
		fc.property(anyTime, anyWindow, (at, windowMs) => {
			const before = getSlots(at - Math.ceil((2 * windowMs) / 3) - 1, windowMs);
			expect(getSlots(at, windowMs).duplicateSlots).not.toContain(before.slot);
		}),
	);
});
