import fc from 'fast-check';
import { MAX_RESPONSE_BYTES, readBody } from '../../nodes/api/body';
import { createResponseMask } from '../../nodes/secrets/maskResponse';

const SECRET = 'sgpt_of_the_tests';
const mask = createResponseMask([SECRET]);

async function* streamOf(...chunks: Uint8Array[]) {
	yield* chunks;
}

/** Any JSON without large integers, which have their own test. */
const json = fc
	.jsonValue()
	.map((value): unknown =>
		JSON.parse(JSON.stringify(value), (_, field: unknown) =>
			typeof field === 'number' && Math.abs(field) > Number.MAX_SAFE_INTEGER ? 0.5 : field,
		),
	);

test('a body is read however it is cut, and as n8n has read it', async () => {
	await fc.assert(
		fc.asyncProperty(json, fc.array(fc.nat()), async (value, cuts) => {
			const bytes = Buffer.from(JSON.stringify(value));
			const ends = cuts.map((cut) => cut % (bytes.length + 1)).toSorted((a, b) => a - b);
			const chunks = [...ends, bytes.length].map((end, n) => bytes.subarray(ends[n - 1] ?? 0, end));
			const read = { body: value };
			expect(await readBody(streamOf(...chunks), mask)).toEqual(read);
			expect(await readBody(bytes.toString(), mask)).toEqual(read);
			if (typeof value !== 'string')
				expect(await readBody(value ?? {}, mask)).toEqual({ body: value ?? {} });
		}),
	);
	for (const nothing of [null, undefined, '']) {
		expect(await readBody(nothing, mask)).toEqual({ body: '' });
	}
});

test('a body that isn’t JSON is text; JSON may begin with a byte order mark', async () => {
	expect(await readBody('<html>', mask)).toEqual({ body: '<html>' });
	expect(await readBody('\ufeff{"a":"\ufeff"}', mask)).toEqual({ body: { a: '\ufeff' } });
});

test('integers that JavaScript would round are text; other numbers stay numbers', async () => {
	const large = fc.bigInt({ min: 2n ** 53n, max: 2n ** 70n });
	const number = fc.oneof(fc.maxSafeInteger(), fc.double({ noNaN: true, noDefaultInfinity: true }));
	await fc.assert(
		fc.asyncProperty(large, fc.boolean(), fc.array(number), async (id, isNegative, numbers) => {
			const text = `${isNegative ? '-' : ''}${id}`;
			const kept = JSON.parse(JSON.stringify(numbers)) as number[];
			const exact = kept.filter((one) => !Number.isInteger(one) || Number.isSafeInteger(one));
			const body = `{"id":${text},"list":[${text},null,{"a":${text}}],"numbers":${JSON.stringify(exact)}}`;
			expect(await readBody(body, mask)).toEqual({
				body: { id: text, list: [text, null, { a: text }], numbers: exact },
			});
		}),
	);
});

test('a secret is nowhere in it', async () => {
	await fc.assert(
		fc.asyncProperty(json, async (value) => {
			const repeated = { value, [SECRET]: [`x ${SECRET}`] };
			for (const body of [repeated, JSON.stringify(repeated), `<p>${SECRET}`]) {
				expect(JSON.stringify(await readBody(body, mask))).not.toContain(SECRET);
			}
		}),
	);
});

test('more than the limit is not read', async () => {
	const chunk = Buffer.alloc(MAX_RESPONSE_BYTES, ' ');
	let isClosed = false;
	async function* endless() {
		try {
			for (;;) yield chunk;
		} finally {
			isClosed = true;
		}
	}
	expect(await readBody(endless(), mask)).toBeUndefined();
	expect(isClosed).toBe(true);
	chunk[0] = '1'.charCodeAt(0);
	expect(await readBody(streamOf(chunk), mask)).toEqual({ body: 1 });
});
