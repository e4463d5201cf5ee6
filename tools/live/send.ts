/** A request as the package's API client hands it to n8n. */
interface Outgoing {
	method: string;
	path: string;
	body?: string;
	/** ms */
	timeout: number;
}

/** Returns a function that sends a request to SiteGPT, like n8n does for the package's API client. */
export function senderTo(baseUrl: string, token: string, accountKey: string) {
	return async ({ method, path, body, timeout }: Outgoing) => {
		const secret = path.startsWith('/api/v0/') ? accountKey : token;
		try {
			const answer = await fetch(`${baseUrl}${path}`, {
				method,
				body,
				redirect: 'manual',
				signal: AbortSignal.timeout(timeout),
				headers: {
					Authorization: `Bearer ${secret}`,
					Accept: 'application/json',
					...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
				},
			});
			const text = await answer.text();
			const headers = Object.fromEntries(answer.headers);
			return { statusCode: answer.status, headers, body: parsed(text) };
		} catch (error) {
			return { problem: { message: (error as Error).message, code: 'NO_ANSWER' } };
		}
	};
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return text;
	}
}
