/**
 * The network's code of an error, such as ECONNREFUSED, if it is one of `known`. n8n wraps network errors,
 * sometimes twice, and old versions keep only the code.
 */
export function networkCodeOf(
	error: unknown,
	known: Readonly<Record<string, unknown>>,
): string | undefined {
	for (let cause = error; cause instanceof Error; cause = cause.cause) {
		const { code, httpCode } = cause as { code?: unknown; httpCode?: unknown };
		for (const one of [code, httpCode]) if (typeof one === 'string' && one in known) return one;
	}
	return undefined;
}
