/**
 * A failure that a person can act on. They only see the message, so it says what happened and what to do.
 */
export class Failure extends Error {
	override name = 'Failure';
}

/** What to print for an error: its message, or its stack with DEBUG=1. */
export function explain(error: unknown): string {
	if (!(error instanceof Error)) return String(error);
	if (process.env.DEBUG) return error.stack ?? error.message;
	if (error instanceof Failure) return error.message;
	const message = error.message.replace(/\.$/, '');
	return `Unexpected error: ${message}. Run it again with DEBUG=1 to see where.`;
}

/** The code of a failed system call, such as ENOSPC, even if another error wraps it. */
export function getErrorCode(error: unknown): string | undefined {
	for (let at: unknown = error; at instanceof Error; at = at.cause) {
		if ('code' in at && typeof at.code === 'string') return at.code;
	}
	return undefined;
}
