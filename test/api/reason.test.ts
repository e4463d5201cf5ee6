import fc from 'fast-check';
import {
	getFirstWords,
	MAX_REASON_CHARACTERS,
	reasonIn,
	toPlainWords,
} from '../../nodes/api/reason';

describe('the reason in any of the usual forms', () => {
	test.each<[unknown, string]>([
		['Invalid thread', 'Invalid thread'],
		[{ error: 'Invalid thread' }, 'Invalid thread'],
		[{ message: 'Invalid thread' }, 'Invalid thread'],
		[{ Message: 'Invalid thread' }, 'Invalid thread'],
		[{ detail: 'Invalid thread' }, 'Invalid thread'],
		[{ reason: 'Invalid thread' }, 'Invalid thread'],
		[{ errors: [{ message: 'Invalid thread' }] }, 'Invalid thread'],
		[{ errors: ['Invalid thread', 'No chatbot'] }, 'Invalid thread; No chatbot'],
		[{ errors: { threadId: ['is invalid', 'is too long'] } }, 'threadId: is invalid; is too long'],
		[{ error: { errors: [{ detail: 'Invalid thread' }] } }, 'Invalid thread'],
		[{ error: { code: 'INVALID' } }, 'INVALID'],
		[{ error: { code: 400, details: {} } }, ''],
		[{ error: 'invalid_request', error_description: 'Invalid thread' }, 'Invalid thread'],
		[{ error: 'Bad Request', statusCode: 400, message: ['Invalid thread'] }, 'Invalid thread'],
		[{ error: true, message: 'Invalid thread' }, 'Invalid thread'],
		[{ ok: false, data: { message: 'Invalid thread' } }, 'Invalid thread'],
		[{ fault: { faultstring: 'Invalid thread' } }, 'Invalid thread'],
		// RFC 9457
		[{ type: 'about:blank', title: 'Bad Request', status: 400 }, 'Bad Request'],
		[
			{ title: 'Bad Request', detail: 'Invalid thread', status: 400 },
			'Bad Request: Invalid thread',
		],
		[[{ msg: 'Invalid thread' }, null, { msg: 'Invalid thread' }], 'Invalid thread'],
		[{ message: ' \n', error: 'Invalid thread' }, 'Invalid thread'],
		[{ errors: [], title: 'Bad Request' }, 'Bad Request'],
		[{ errors: null, title: 'Bad Request' }, 'Bad Request'],
		[{ errors: { threadId: ['is invalid'], name: [] } }, 'threadId: is invalid'],
		[{ errors: ['a', 'b', 'a', 'c', 'd'] }, 'a; b; c'],
		['Only if a <b and b<c', 'Only if a <b and b<c'],
		['a<b> c', 'a<b> c'],
		[[1, 2, 3], ''],
		[{}, ''],
		[null, ''],
		['', ''],
	])('%j', (body, reason) => {
		expect(reasonIn(body) ?? '').toBe(reason);
	});

	test.each([
		[
			'<html>\n<head><title> 502 Bad\nGateway </title></head><body><h1>Other</h1></body></html>',
			'502 Bad Gateway',
		],
		['<!doctype html><h1>Sign in</h1><p>to the   network</p>', 'Sign in to the network'],
		['<title></title><p>Closed</p>', 'Closed'],
		['<p>a &lt;b&gt; &amp; &#39;c&#x27; &quot;d&quot; &nosuch;</p>', 'a <b> & \'c\' "d" &nosuch;'],
		['<html><head><style>p{}</style><script>alert(1)</script></head><p>Closed</p>', 'Closed'],
		['<?xml version="1.0"?><Error><Code>No</Code><Message>Closed</Message></Error>', 'No Closed'],
		['<html><!-- a comment --><p>Closed<', 'Closed'],
		['<p>a<!-- <b> -->b<br>c', 'a b c'],
		['<title lang="en">Closed</title><p>b', 'Closed'],
		['<title>\n</title><p>Closed', 'Closed'],
		['<p>&#1114111; &#x10FFFF; &#1114112;', '\u{10ffff} \u{10ffff} &#1114112;'],
	])('of markup, the title or the text: %s', (html, reason) => {
		expect(reasonIn(html)).toBe(reason);
	});

	test('and the first words of other JSON', () => {
		expect(getFirstWords({ a: [1] })).toBe('{"a":[1]}');
		for (const empty of [{}, [], null, '', undefined]) expect(getFirstWords(empty)).toBeUndefined();
		expect(getFirstWords(42)).toBe('42');
	});
});

test('a reason is one short line of visible characters, whatever the body is', () => {
	const body = fc.oneof(fc.string({ unit: 'binary', maxLength: 2000 }), fc.json(), fc.anything());
	fc.assert(
		fc.property(body, fc.constantFrom('', '<p>', '<html><title>'), (any, before) => {
			for (const one of [any, `${before}${String(JSON.stringify(any))}`, { error: any }]) {
				const reason = reasonIn(one) ?? '';
				expect([...reason].length).toBeLessThanOrEqual(MAX_REASON_CHARACTERS + 3);
				expect(reason).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]|^\s|\s$/u);
			}
		}),
	);
});

test('characters that hide or reorder text are left out', () => {
	expect(reasonIn('a\u202eb\u200bc\ud800d\u0000\ne')).toBe('abcd e');
});

test('a long reason is cut between characters', () => {
	const words = toPlainWords('\u{1f511}'.repeat(1000));
	expect(words).toBe(`${'\u{1f511}'.repeat(MAX_REASON_CHARACTERS)}...`);
	const short = 'x'.repeat(MAX_REASON_CHARACTERS);
	expect(toPlainWords(short)).toBe(short);
});

test('a huge or deep body takes no time and no stack', () => {
	const deep = JSON.parse('{"error":'.repeat(5000) + '"No"' + '}'.repeat(5000)) as unknown;
	expect(reasonIn(deep)).toBeUndefined();
	for (const [start, end] of [
		['[', ']'],
		['{"errors":', '}'],
	] as const) {
		const levels = (count: number) =>
			JSON.parse(`${start.repeat(count)}{"message":"No"}${end.repeat(count)}`) as unknown;
		expect(reasonIn(levels(3))).toBe('No');
		expect(reasonIn(levels(50))).toBeUndefined();
	}
	expect(reasonIn(`<p>${' '.repeat(5_000_000)}No`)).toBeUndefined();
	expect(reasonIn({ error: 'x'.repeat(5_000_000) })).toHaveLength(MAX_REASON_CHARACTERS + 3);
});
