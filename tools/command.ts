/** The command line is not one that the program understands; the message says why. */
export class UsageError extends Error {}

/** @throws {UsageError} */
export function portOf(text: string): number {
	const port = Number(text);
	if (/^\d+$/.test(text) && port >= 1 && port <= 65535) return port;
	throw new UsageError(`--port takes a number from 1 to 65535, not "${text}".`);
}
