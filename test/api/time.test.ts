import fc from 'fast-check';
import { parseTime, toIsoTime } from '../../nodes/api/time';

const at = Date.UTC(2026, 10, 28, 10, 0, 0, 250);

describe('a time is the same in every form', () => {
	test.each([
		['ISO 8601', '2026-11-28T10:00:00.250Z', at],
		['with a space', '2026-11-28 10:00:00.250Z', at],
		['with a comma', '2026-11-28T10:00:00,250Z', at],
		['without a zone, which is UTC', '2026-11-28 10:00:00.25', at],
		['without a zone or a fraction', '2026-11-28T10:00:00', at - 250],
		['without seconds', '2026-11-28T10:00', at - 250],
		['without a time', '2026-11-28', at - 250 - 10 * 3_600_000],
		['in another zone', '2026-11-28T05:00:00.250-05:00', at],
		['in a zone without a colon', '2026-11-28T15:30:00.250+0530', at],
		['in a zone of hours', '2026-11-28T11:00:00.250+01', at],
		['with UTC', '2026-11-28 10:00:00.250 UTC', at],
		['microseconds', '2026-11-28T10:00:00.250999Z', at],
		['of HTTP', 'Sat, 28 Nov 2026 10:00:00 GMT', at - 250],
		['in words', 'Nov 28, 2026 10:00:00', at - 250],
		['in words, in another zone', 'Nov 28, 2026 05:00:00 -05:00', at - 250],
		['in words, in a zone without a colon', 'Nov 28, 2026 15:30:00 +0530', at - 250],
		['of JavaScript', 'Sat Nov 28 2026 05:00:00 GMT-0500 (Eastern Standard Time)', at - 250],
		['of email without a space', 'Sat, 28 Nov 2026 05:00:00 -0500(EST)', at - 250],
		['with the month first', '11-28-2026 10:00:00', at - 250],
		['of email', 'Sat, 28 Nov 2026 05:00:00 -0500 (EST)', at - 250],
		['a date in another zone', '2026-11-28+0530', at - 250 - 15.5 * 3_600_000],
		['milliseconds since 1970', at, at],
		['seconds since 1970', (at - 250) / 1000, at - 250],
		['seconds with a fraction', at / 1000, at],
		['milliseconds as text', String(at), at],
		['seconds as text', String((at - 250) / 1000), at - 250],
		['seconds as text with a fraction', String(at / 1000), at],
		['with white space', ' 2026-11-28T10:00:00.250Z ', at],
	])('%s', (_, value, expected) => {
		expect(parseTime(value)).toBe(expected);
	});
});

test("what isn't a time is null, not a wrong time", () => {
	const values = [null, undefined, '', 'soon', '28', 28, 0, -1, NaN, Infinity, '0000-00-00', true];
	const texts = ['2026-13-45T10:00:00Z', 'x2026-11-28', '2026-11-28T', '+01764324000', '1000000'];
	for (const value of [...values, {}, [], ...texts, 1e15, Date.UTC(1990, 0) - 1, Date.UTC(2200, 0)])
		expect([value, parseTime(value)]).toEqual([value, null]);
});

test('times begin with 1990', () => {
	expect(parseTime(Date.UTC(1990, 0))).toBe(Date.UTC(1990, 0));
});

test('any time can be read in any form, also in another time zone', () => {
	const times = fc.integer({ min: Date.UTC(1995, 0), max: Date.UTC(2150, 0) });
	fc.assert(
		fc.property(times, (time) => {
			const iso = new Date(time).toISOString();
			const second = Math.floor(time / 1000) * 1000;
			for (const form of [iso, iso.slice(0, -1), iso.replace('T', ' '), time, String(time)])
				expect(parseTime(form)).toBe(time);
			for (const form of [second / 1000, String(second / 1000), `${iso.slice(0, 19)}Z`])
				expect(parseTime(form)).toBe(second);
			expect(toIsoTime(time)).toBe(iso);
		}),
	);
});

test('only what is not in ISO 8601 and UTC is changed', () => {
	expect(toIsoTime('2026-11-28T10:00:00Z')).toBe('2026-11-28T10:00:00Z');
	expect(toIsoTime('2026-11-28 10:00:00')).toBe('2026-11-28T10:00:00.000Z');
	expect(toIsoTime(' 2026-11-28T10:00:00Z')).toBe('2026-11-28T10:00:00.000Z');
	expect(toIsoTime('2026-11-28T10:00:00Z ')).toBe('2026-11-28T10:00:00.000Z');
	expect(toIsoTime('soon')).toBe('soon');
	expect(toIsoTime(null)).toBeNull();
});
