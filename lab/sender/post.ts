import { request as httpRequest } from 'node:http';
import { tokenHeader } from '../../e2e/host/siteGpt.ts';

export interface Target {
	url: string;
	token: string;
}

export interface Answer {
	status: number;
	/** its beginning: enough to tell a trigger's answer from another program's */
	text: string;
}

/** characters of an answer that are recorded */
const recorded = 200;

/**
 * POSTs a payload as JSON. What decides is the status: an answer that breaks off after it has one.
 * Aborting `signal` hangs up.
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
		// A connection for each attempt: one that is used again may have been closed by a receiver that was
		// killed, and the attempt would fail for a reason of the sender's.
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
