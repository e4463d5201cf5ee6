import { sleep } from 'n8n-workflow';

/** Thrown by {@link withTimeLimit} when the time is up. */
export class TimeIsUp extends Error {}

/**
 * Does `work`, with a signal that ends it when the time is up or the execution is canceled.
 * @param maxMs how long it may take, in milliseconds
 * @param cancel n8n's signal for a canceled execution
 * @throws TimeIsUp, the reason of `cancel`, or what `work` throws
 */
export async function withTimeLimit<Result>(
	maxMs: number,
	cancel: AbortSignal | undefined,
	work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
	// A fraction, as of a deadline, is an error.
	const timeout = AbortSignal.timeout(Math.ceil(maxMs));
	const signal = cancel ? AbortSignal.any([timeout, cancel]) : timeout;
	// n8n sometimes ignores the signal, for example during a DNS lookup.
	return await Promise.race([work(signal), rejectOnAbort(signal)]).catch((error: unknown) => {
		cancel?.throwIfAborted();
		throw timeout.aborted ? new TimeIsUp() : error;
	});
}

/**
 * Waits, unless the execution is canceled.
 * @throws the reason of `cancel`
 */
export async function sleepUnlessCanceled(ms: number, cancel?: AbortSignal): Promise<void> {
	// Old versions of n8n ignore the signal.
	await (cancel ? Promise.race([sleep(ms, cancel), rejectOnAbort(cancel)]) : sleep(ms));
}

async function rejectOnAbort(signal: AbortSignal): Promise<never> {
	return await new Promise((_, reject) => {
		const abort = () => reject(signal.reason as Error);
		if (signal.aborted) abort();
		signal.addEventListener('abort', abort, { once: true });
	});
}
