import { type Agent, type OutgoingHttpHeaders, request as httpRequest } from 'node:http';

export interface HttpResponse {
	status: number;
	text: string;
}

interface PostOptions {
	/** default: a new connection, because a killed receiver may have closed a reused one */
	agent?: Agent;
	/** closes the connection when it aborts */
	signal?: AbortSignal;
}

/** POSTs a body as it is. A response that breaks off after its status still counts. */
export async function postBody(
	url: string | URL,
	headers: OutgoingHttpHeaders,
	body: string | Uint8Array,
	{ agent, signal }: PostOptions = {},
): Promise<HttpResponse> {
	const length = { 'Content-Length': Buffer.byteLength(body) };
	return await new Promise((resolve, reject) => {
		const request = httpRequest(url, {
			method: 'POST',
			headers: { ...headers, ...length },
			agent: agent ?? false,
			signal,
		});
		request.once('response', (response) => {
			let text = '';
			const answered = () => resolve({ status: response.statusCode ?? 0, text });
			response.setEncoding('utf8');
			response.on('data', (chunk: string) => (text += chunk));
			response.once('end', answered);
			response.once('error', answered);
		});
		request.once('error', reject);
		request.end(body);
	});
}
