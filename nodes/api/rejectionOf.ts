/** Rejects with the signal's reason once it is aborted, to race with work that ignores the signal. */
export async function rejectionOf(signal: AbortSignal): Promise<never> {
	return await new Promise((_, reject) => {
		const abort = () => reject(signal.reason as Error);
		if (signal.aborted) abort();
		signal.addEventListener('abort', abort, { once: true });
	});
}
