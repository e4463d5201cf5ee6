import type { Answer } from './answer';

/** The `status` in an answer of this package's triggers, such as "ignored"; undefined in other answers. */
export function statusOf({ body }: Answer): string | undefined {
	if (typeof body !== 'object' || body === null || !('status' in body)) return undefined;
	return typeof body.status === 'string' ? body.status : undefined;
}
