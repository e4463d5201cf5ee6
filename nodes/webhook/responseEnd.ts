/** The part of an HTTP response that this module uses. */
export interface EndableResponse {
	readonly statusCode: number;
	readonly writableEnded: boolean;
	end(...data: never[]): unknown;
}

/**
 * Calls `listener` once, with the status code, when the response is ended. If it has ended already, the
 * call comes at once.
 *
 * A response also emits `finish`, but not after its sender has hung up, and `close`, but a sender that
 * hangs up emits it early. This works in both cases, so the caller never has to keep the response.
 * @param listener must not throw: whoever ends the response would get the error
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
