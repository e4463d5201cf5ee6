import { request as httpRequest } from 'node:http';
import { tokenHeader } from './protocol.ts';

export interface Target {
	url: string;
	token: string;
}

export interface Answer {
	status: number;
	/** the start of the body: enough to distinguish a trigger's answer from another program's */
	text: string;
}

/** characters of an answer that are recorded */
const recorded = 200;

/**
 * POSTs a payload as JSON. Only the status matters, so an answer that breaks off after the status still counts.
 * Aborting `signal` closes the connection.
 */
export async function post(
	{ url, token }: Target,
	payload: unknown,
	signal: AbortSignal,
): Promise<Answer> {
	const body = Buffer.from(JSON.stringify(payload));
	const options = {
		method: 'POST',
		headers: {
			'Content-Type': 'application/json',
			'Content-Length': body.length,
			[tokenHeader]: token,
		},
		signal,
		// Use a new connection for each attempt: a killed receiver may have closed a reused one, and the attempt
		// would fail because of the sender.
		agent: false,
	};
	return await new Promise((resolve, reject) => {
		const request = httpRequest(url, options);
		request.once('response', (response) => {
			let text = '';
			const answered = () => resolve({ status: response.statusCode ?? 0, text });
			response.setEncoding('utf8');
			response.on('data', (chunk: string) => {
				text = (text + chunk).slice(0, recorded);
			});
			response.once('end', answered);
			response.once('error', answered);
		});
		request.once('error', reject);
		request.end(body);
	});
}
