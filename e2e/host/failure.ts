/**
 * Something went wrong that a person can act on. The message is all they are shown, so it says what
 * happened and what to do.
 */
export class Failure extends Error {
	override name = 'Failure';
}

/** What to print for an error: its sentence, or the whole of it with DEBUG=1. */
export function explain(error: unknown): string {
	if (!(error instanceof Error)) return String(error);
	if (process.env.DEBUG) return error.stack ?? error.message;
	if (error instanceof Failure) return error.message;
	const message = error.message.replace(/\.$/, '');
	return `Something unexpected happened: ${message}. Run it again with DEBUG=1 to see where.`;
}

/** The code of a failed system call, such as ENOSPC; also of one that another error wraps. */
export function codeOf(error: unknown): string | undefined {
	for (let at: unknown = error; at instanceof Error; at = at.cause) {
		if ('code' in at && typeof at.code === 'string') return at.code;
	}
	return undefined;
}
