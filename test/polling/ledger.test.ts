import { createHash } from 'node:crypto';
import {
	Executed,
	initialLedger,
	Ledger,
	MAX_STORED_IDS,
	UNCONFIRMED_AFTER_MS,
} from '../../nodes/polling/core/ledger';
import type { Finding } from '../../nodes/polling/core/source';

const PUBLISHED = Date.UTC(2026, 10, 28, 10, 0, 0, 400);
const SECOND = 1000;
const HOUR = 3600 * SECOND;

const keyOf = (name: string | number) => createHash('sha256').update(String(name)).digest('hex');

function finding(name: string | number, time: number | null = PUBLISHED + SECOND): Finding {
	return { key: keyOf(name), time, dueTime: time ?? PUBLISHED, object: {} };
}

function ledger(executed = new Executed(), state = initialLedger(PUBLISHED)) {
	const settled: string[] = [];
	const made = new Ledger(state, executed, ({ key }) => settled.push(key));
	return { ledger: made, executed, settled };
}

describe('what is older than publishing is not new', () => {
	test.each([
		['a millisecond later', PUBLISHED + 1, true],
		['the same millisecond', PUBLISHED, false],
		['earlier', PUBLISHED - 1, false],
		['the same second, without a fraction', PUBLISHED - 400, true],
		['the second before, without a fraction', PUBLISHED - 1400, false],
		['without a time', null, true],
	])('%s', (_, time, expected) => {
		expect(ledger().ledger.isNew(finding('a', time))).toBe(expected);
	});

	test('by the clock of SiteGPT', () => {
		const { ledger: shifted } = ledger();
		shifted.shift(-60 * SECOND);
		expect(shifted.isNew(finding('a', PUBLISHED - 59 * SECOND))).toBe(true);
		expect(shifted.isNew(finding('a', PUBLISHED - 61 * SECOND))).toBe(false);
		expect(shifted.isFromSecondOfPublishing(finding('a', PUBLISHED - 400 - 60 * SECOND))).toBe(
			true,
		);
		expect(shifted.isFromSecondOfPublishing(finding('a', PUBLISHED - 400))).toBe(false);
		expect(shifted.isFromSecondOfPublishing(finding('a', null))).toBe(false);
	});

	test('or than the time to go by, if it is given', () => {
		const since = PUBLISHED + HOUR;
		expect(ledger().ledger.isNew(finding('a', since - 1), since)).toBe(false);
		expect(ledger().ledger.isNew(finding('a', since), since)).toBe(true);
	});
});

describe('what was emitted', () => {
	test('is not new, holds the mark, and is settled once an execution has it', () => {
		const { ledger: one, executed, settled } = ledger();
		expect(one.minUnconfirmed).toBe(Infinity);
		one.emit([finding('a', PUBLISHED + 5 * SECOND), finding('b', PUBLISHED + 9 * SECOND)], 0);
		expect(one.isNew(finding('a'))).toBe(false);
		expect(one.minUnconfirmed).toBe(PUBLISHED + 5 * SECOND);
		expect(Object.keys(one.toState(PUBLISHED).ids)).toHaveLength(0);
		executed.add([keyOf('a')]);
		one.confirm();
		expect(settled).toEqual([keyOf('a')]);
		expect(one.minUnconfirmed).toBe(PUBLISHED + 9 * SECOND);
		expect(one.isNew(finding('a'))).toBe(false);
		expect(Object.keys(one.toState(PUBLISHED).ids)).toHaveLength(1);
	});

	test('is emitted again after ten minutes, as often as needed if executions confirm', () => {
		const { ledger: one, executed } = ledger();
		executed.add([keyOf('another')]);
		one.emit([finding('a')], 0);
		for (let round = 1; round < 5; round++) {
			const at = round * UNCONFIRMED_AFTER_MS;
			expect(one.overdue(at - 1)).toEqual([]);
			expect(one.overdue(at)).toEqual([finding('a')]);
			one.emit([finding('a')], at);
		}
	});

	test('is emitted again, only once, and then counts as settled if nothing can confirm', () => {
		const { ledger: one, settled } = ledger();
		one.emit([finding('a')], 0);
		expect(one.overdue(UNCONFIRMED_AFTER_MS)).toEqual([finding('a')]);
		one.emit([finding('a')], UNCONFIRMED_AFTER_MS);
		expect(one.overdue(2 * UNCONFIRMED_AFTER_MS)).toEqual([]);
		expect(settled).toEqual([keyOf('a')]);
		expect(one.minUnconfirmed).toBe(Infinity);
	});

	test('by an earlier publishing of this process is settled when it is found', () => {
		const { ledger: one, executed, settled } = ledger();
		executed.add([keyOf('a')]);
		expect(one.isNew(finding('a'))).toBe(false);
		expect(settled).toEqual([keyOf('a')]);
	});
});

describe('what n8n keeps', () => {
	test('goes on from there', () => {
		const { ledger: one } = ledger();
		one.settle(finding('a'));
		one.settle(finding('undated', null));
		const { ledger: next } = ledger(new Executed(), one.toState(PUBLISHED));
		expect(next.isNew(finding('a'))).toBe(false);
		expect(next.isNew(finding('undated', null))).toBe(false);
		expect(next.isNew(finding('b'))).toBe(true);
		expect(next.hasForgottenUndated).toBe(false);
	});

	test('is bounded: what the mark covers is left out', () => {
		const { ledger: one } = ledger();
		const all = Array.from({ length: 2 * MAX_STORED_IDS }, (_, n) =>
			finding(n, PUBLISHED + (n + 1) * SECOND),
		);
		for (const each of all) one.settle(each);
		const mark = PUBLISHED + 3000 * SECOND;
		const state = one.toState(mark);
		const reversed = ledger().ledger;
		for (const each of all.toReversed()) reversed.settle(each);
		expect(new Set(Object.keys(reversed.toState(mark).ids))).toEqual(
			new Set(Object.keys(state.ids)),
		);
		expect(Object.keys(state.ids)).toHaveLength(MAX_STORED_IDS);
		const { ledger: next } = ledger(new Executed(), state);
		expect(all.filter((each) => next.isNew(each))).toEqual([]);
		const { time } = all[MAX_STORED_IDS - 1];
		expect(next.isNew(finding('late', time))).toBe(false);
		expect(next.isNew(finding('late', time! + 1))).toBe(true);
	});

	test('never calls settled what is after the mark', () => {
		const { ledger: one } = ledger();
		for (let n = 0; n < 2 * MAX_STORED_IDS; n++) one.settle(finding(n, PUBLISHED + HOUR));
		const state = one.toState(PUBLISHED + SECOND);
		expect(state.floor).toBe(PUBLISHED + SECOND);
		expect(Object.keys(state.ids)).toHaveLength(MAX_STORED_IDS);
		expect(ledger(new Executed(), state).ledger.isNew(finding('new', PUBLISHED + HOUR))).toBe(true);
	});

	test('says whether there are more objects without a time than it has', () => {
		const { ledger: one } = ledger();
		for (let n = 0; n < MAX_STORED_IDS; n++) one.settle(finding(n, null));
		expect(one.toState(PUBLISHED).hasMoreUndated).toBeUndefined();
		one.settle(finding('one more', null));
		const state = one.toState(PUBLISHED);
		expect(state.hasMoreUndated).toBe(true);
		const { ledger: next } = ledger(new Executed(), state);
		expect(next.hasForgottenUndated).toBe(true);
		expect(next.toState(PUBLISHED).hasMoreUndated).toBe(true);
		expect(next.isNew(finding('one more', null))).toBe(false);
		expect(next.isNew(finding(0, null))).toBe(true);
	});
});

describe('IDs are forgotten', () => {
	test('after 24 hours, and what is older counts as settled', () => {
		const { ledger: one } = ledger();
		one.settle(finding('a', PUBLISHED + HOUR));
		one.settle(finding('undated', null));
		one.trim(PUBLISHED + 25 * HOUR);
		expect(Object.keys(one.toState(0).ids)).toHaveLength(2);
		one.trim(PUBLISHED + 25 * HOUR + 1);
		expect(Object.keys(one.toState(0).ids)).toHaveLength(1);
		expect(one.isNew(finding('late', PUBLISHED + HOUR))).toBe(false);
		expect(one.isNew(finding('late', PUBLISHED + HOUR + 1))).toBe(true);
	});

	test('if there are more than a process holds, the oldest first, but none after the mark', () => {
		const { ledger: one } = ledger();
		const count = 20_000;
		for (let n = 0; n <= count; n++) one.settle(finding(n, PUBLISHED + SECOND + n));
		one.trim(PUBLISHED + SECOND);
		expect(one.floor).toBe(PUBLISHED + SECOND);
		one.trim(PUBLISHED + HOUR);
		expect(one.floor).toBe(PUBLISHED + SECOND + 1);
		expect(one.isNew(finding(count, PUBLISHED + SECOND + count))).toBe(false);
		one.settle(finding('undated', null));
		one.trim(PUBLISHED + HOUR);
		expect(one.floor).toBe(PUBLISHED + SECOND + 1);
	});

	test('and what a process has executed, the oldest first', () => {
		const executed = new Executed();
		expect(executed.isEmpty).toBe(true);
		executed.add(Array.from({ length: 5001 }, (_, n) => keyOf(n)));
		expect(executed.isEmpty).toBe(false);
		const { ledger: one } = ledger(executed);
		expect(one.isNew(finding(0))).toBe(true);
		expect(one.isNew(finding(1))).toBe(false);
	});
});
