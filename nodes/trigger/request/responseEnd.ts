/** The part of an HTTP response that this module uses. */
export interface EndableResponse {
	readonly statusCode: number;
	readonly writableEnded: boolean;
	end(...data: never[]): unknown;
}

/**
 * Calls `listener` once, with the status code, when the response is ended. If it has already
 * ended, calls it immediately.
 *
 * The response's own events don't show this: `finish` is not emitted after the sender has hung up, and `close`
 * is emitted as soon as the sender hangs up. The caller doesn't need to keep the response.
 * @param listener must not throw, because the error would reach the code that ends the response
 */
export function onResponseEnd(
	response: EndableResponse,
	listener: (statusCode: number) => void,
): void {
	if (response.writableEnded) {
		listener(response.statusCode);
		return;
	}
	const { end } = response;
	let hasEnded = false;
	response.end = function (this: EndableResponse, ...data: never[]): unknown {
		// If this throws, for example because of invalid data, the response is still open.
		const result = end.apply(this, data);
		if (!hasEnded) {
			hasEnded = true;
			listener(response.statusCode);
		}
		return result;
	};
}
