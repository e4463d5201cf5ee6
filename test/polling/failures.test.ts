import { type INode, NodeApiError, NodeOperationError } from 'n8n-workflow';
import {
	type Failures,
	MAX_FAILURES,
	noteFailure,
	REPORT_EVERY_MS,
	toPollError,
} from '../../nodes/polling/failures';
import { apiError } from './stubs';

const node = { name: 'Trigger', type: 'trigger' } as INode;

describe("the reason for n8n's durable scheduler", () => {
	test.each([
		[
			{ status: 429, retryAfter: 5000 },
			{ cause: 'rate-limited', retryAfterMs: 5000 },
		],
		[{ status: 429 }, { cause: 'rate-limited' }],
		[
			{ status: 503, retryAfter: 0 },
			{ cause: 'temporarily-unavailable', retryAfterMs: 0 },
		],
		[{ status: 401 }, { cause: 'credential-invalid' }],
		[{ status: 400 }, { cause: 'configuration-invalid' }],
		[{ status: 403 }, { cause: 'configuration-invalid' }],
		[{ status: 404 }, { cause: 'configuration-invalid' }],
		[{ status: 407 }, { cause: 'temporarily-unavailable' }],
		[{}, { cause: 'temporarily-unavailable' }],
	])('%j', (problem, failure) => {
		const error = toPollError(node, apiError({ hint: 'Try again.', ...problem }));
		expect(error).toBeInstanceOf(NodeApiError);
		const description = expect.stringMatching(/^Try again\./);
		expect(error).toMatchObject({ node, message: 'It did not work', description });
		expect((error as unknown as { failure: object }).failure).toStrictEqual(failure);
	});

	test('is missing if a setting is wrong', () => {
		const error = toPollError(node, new Error('Look Back is "soon"'));
		expect(error).toBeInstanceOf(NodeOperationError);
		expect(error).toMatchObject({ node, message: 'Look Back is "soon"' });
		expect((error as unknown as { failure?: object }).failure).toBeUndefined();
	});
});

describe('a failed execution', () => {
	const later = { isFirst: false, isPublishing: false };

	test('once an hour, for what only a person can fix', () => {
		expect(REPORT_EVERY_MS).toBe(3_600_000);
		const failures: Failures = { count: 0, reportedAt: -Infinity };
		const reported = (now: number) =>
			noteFailure(apiError({ status: 401 }), failures, { ...later, now });
		expect(reported(0)).toBe(true);
		expect(reported(REPORT_EVERY_MS - 1)).toBe(false);
		expect(reported(REPORT_EVERY_MS)).toBe(true);
		expect(reported(REPORT_EVERY_MS + 1)).toBe(false);
	});

	test('of the tenth in a row, for what is temporary', () => {
		expect(MAX_FAILURES).toBe(10);
		const failures: Failures = { count: 0, reportedAt: -Infinity };
		const reported = () => noteFailure(apiError({ status: 502 }), failures, { ...later, now: 0 });
		expect(Array.from({ length: MAX_FAILURES + 1 }, reported)).toEqual([
			...Array<boolean>(MAX_FAILURES - 1).fill(false),
			true,
			false,
		]);
	});

	test('immediately for a wrong setting', () => {
		const failures: Failures = { count: 0, reportedAt: -Infinity };
		const error = new Error('Look Back is "soon"');
		expect(noteFailure(error, failures, { ...later, now: 0 })).toBe(true);
	});

	test.each([
		[400, true, true],
		[403, true, true],
		[404, true, true],
		[401, true, true],
		[401, false, false],
		[502, true, false],
		[502, false, false],
	])(
		'status %i in the first poll, while publishing: %s -> %s',
		(status, isPublishing, expected) => {
			const failures: Failures = { count: 50, reportedAt: -Infinity };
			const when = { isFirst: true, isPublishing, now: 0 };
			expect(noteFailure(apiError({ status }), failures, when)).toBe(expected);
		},
	);
});
