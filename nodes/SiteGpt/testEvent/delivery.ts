import * as z from 'zod/v4';
import type { EndpointIo, PostResult } from './endpoint';

/**
 * How SiteGPT delivers. Source: https://sitegpt.ai/docs/developers/webhooks ("Respond quickly",
 * "Webhook retries").
 */
export const SITEGPT = {
	/** How long it waits for a response, in milliseconds. */
	timeout: 5000,
	/** How long it waits before the second, third, and fourth attempt, in milliseconds. */
	retryDelays: [1000, 5000, 25000],
} as const;

/** One delivery attempt, as an item shows it. */
const attemptSchema = z.object({
	attempt: z.number().int().describe('1 for the first'),
	statusCode: z.number().int().nullable().describe('Null if there was no response'),
	error: z.string().nullable().describe('Why there was no response'),
	responseTime: z
		.number()
		.int()
		.describe('Milliseconds until the whole response, or until giving up'),
	waited: z.number().int().describe('Milliseconds waited before this attempt'),
});

/** One of up to four attempts; times in milliseconds. */
export type Attempt = z.infer<typeof attemptSchema>;

/** A whole delivery, as an item shows it: the last attempt, and all attempts. */
export const deliverySchema = z.object({
	delivered: z.boolean().describe('Whether an attempt got the response 200'),
	statusCode: z.number().int().nullable().describe('Of the last attempt'),
	responseTime: z.number().int().describe('Milliseconds, of the last attempt'),
	responseBody: z
		.unknown()
		.meta({ type: 'object' })
		.describe(
			'Of the last attempt: parsed if it is JSON, else text; null if there was no response. At most 10,000 characters, without tokens.',
		),
	attempts: z.array(attemptSchema),
});

/** A delivery that succeeded or failed for good. */
export type Delivery = z.infer<typeof deliverySchema>;

/**
 * Delivers `body` once and then again after each of `retryDelays`, until the response to an attempt is 200.
 * Only throws what `sleep` or `post` throws, for example when the execution is canceled.
 */
export async function deliver(
	body: string,
	retryDelays: readonly number[],
	io: EndpointIo,
): Promise<Delivery> {
	const attempts: Attempt[] = [];
	let result: PostResult;
	for (;;) {
		const waited = attempts.length === 0 ? 0 : retryDelays[attempts.length - 1];
		if (waited > 0) await io.sleep(waited);
		const start = io.now();
		result = await io.post(body, 'right');
		attempts.push({
			attempt: attempts.length + 1,
			statusCode: 'error' in result ? null : result.statusCode,
			error: 'error' in result ? result.error : null,
			responseTime: Math.round(io.now() - start),
			waited,
		});
		const { statusCode, responseTime } = attempts[attempts.length - 1];
		if (statusCode === 200 || attempts.length > retryDelays.length) {
			return {
				delivered: statusCode === 200,
				statusCode,
				responseTime,
				responseBody: 'error' in result ? null : result.body,
				attempts,
			};
		}
	}
}
