import { setTimeout as sleep } from 'node:timers/promises';
import type { Receiver } from '../../harness/n8n/receiver.ts';
import { type HttpResponse, postBody } from '../../harness/post.ts';
import { TOKEN_HEADER } from '../../harness/siteGpt/sender/protocol.ts';
import type { Row } from '../table.ts';
import type { Generated } from './requests.ts';
import type { StoredExecution } from './stored.ts';

/** concurrent requests */
export const CONCURRENT_REQUESTS = 4;

/** until a request counts as unanswered; its status is then 0 */
const MAX_WAIT_MS = 30_000;

async function sendOne(url: string, token: string, generated: Generated): Promise<HttpResponse> {
	const given = {
		right: token,
		wrong: `${token}x`,
		none: undefined,
		empty: '',
		twice: [token, token],
		long: 'x'.repeat(6_000),
	}[generated.token];
	const headers = {
		...generated.headers,
		...(given === undefined ? {} : { [TOKEN_HEADER]: given }),
	};
	const signal = AbortSignal.timeout(MAX_WAIT_MS);
	return await postBody(url, headers, generated.body, { signal }).catch((error: Error) => ({
		status: 0,
		text: error.message,
	}));
}

function isAccepted({ status, text }: HttpResponse): boolean {
	return status === 200 && text === '{"status":"accepted"}';
}

/** The node's own answers, as opposed to n8n's. */
const OWN_RESPONSE = /^\{"(status|error)":/;

/** Whether an item has a field that would change the prototype of an object it is copied to. */
function isPolluted(value: unknown): boolean {
	if (typeof value !== 'object' || value === null) return false;
	const prototype: unknown = Object.getPrototypeOf(value);
	if (prototype !== Object.prototype && prototype !== Array.prototype) return true;
	return Object.hasOwn(value, '__proto__') || Object.values(value).some(isPolluted);
}

function describe({ what, headers, token, body }: Generated): string {
	const start = JSON.stringify(body.subarray(0, 300).toString('latin1'));
	return `${what}, ${token} token, ${body.length} bytes, ${JSON.stringify(headers)}: ${start}`;
}

/**
 * Generated events are sometimes identical. One that arrives while its duplicate is being stored gets 503 and
 * is retried after a second, as SiteGPT does.
 */
async function sendUntilKnown(
	url: string,
	token: string,
	generated: Generated,
): Promise<HttpResponse> {
	for (let attempt = 1; ; attempt++) {
		const answer = await sendOne(url, token, generated);
		if (answer.text !== '{"status":"pending"}' || attempt === 4) return answer;
		await sleep(1_000);
	}
}

/** Sends requests to one trigger and counts its answers. */
export class Attack {
	readonly what: string;
	readonly receiver: Receiver;
	readonly sent: Array<{ generated: Generated; answer: HttpResponse }> = [];
	readonly violations: string[] = [];

	constructor(what: string, receiver: Receiver) {
		this.what = what;
		this.receiver = receiver;
	}

	/** The requests that were answered with a status that has no column in the table. */
	get others() {
		const columns = [200, 400, 401, 422, 500];
		return this.sent.filter(({ answer: { status } }) => !columns.includes(status));
	}

	async run(requests: Generated[]): Promise<void> {
		const left = requests.values();
		const { url, token } = this.receiver;
		const work = async () => {
			for (const generated of left) {
				const answer = await sendUntilKnown(url, token, generated);
				this.sent.push({ generated, answer });
				const isWrong = answer.status === 0 || answer.status >= 500;
				// n8n answers that a body is too large while it's still being sent: a sender may only see a broken connection.
				const isN8ns =
					answer.status === 0 || (answer.status === 500 && !OWN_RESPONSE.test(answer.text));
				const isExcused =
					(generated.mayFail && isN8ns) || (generated.mayHang === true && answer.status === 0);
				if (isWrong && !isExcused) {
					this.violations.push(
						`${this.what}: answered ${answer.status} ${answer.text.slice(0, 200)} to ${describe(generated)}`,
					);
				}
				if (isAccepted(answer) && generated.token !== 'right') {
					this.violations.push(`${this.what}: accepted without the token: ${describe(generated)}`);
				}
			}
		};
		await Promise.all(Array.from({ length: CONCURRENT_REQUESTS }, work));
	}

	row(executions: StoredExecution[]): Row {
		const accepted = this.sent.filter(({ answer }) => isAccepted(answer)).length;
		const items = executions.map(({ item }) => item);
		const polluted = items.filter(isPolluted).length;
		const failed = executions.filter(({ status }) => status !== 'success').length;
		if (accepted !== executions.length) {
			this.violations.push(`${this.what}: ${accepted} accepted, ${executions.length} executions`);
		}
		if (polluted > 0)
			this.violations.push(`${this.what}: ${polluted} items with a polluted prototype`);
		if (items.includes(undefined))
			this.violations.push(`${this.what}: an execution without an item`);
		if (failed > 0) this.violations.push(`${this.what}: ${failed} executions did not succeed`);
		const count = (low: number, high = low) =>
			this.sent.filter(({ answer: { status } }) => status >= low && status <= high).length;
		return {
			trigger: this.what,
			requests: this.sent.length,
			accepted,
			executions: executions.length,
			'polluted items': polluted,
			'other 200': count(200) - accepted,
			'refused 400': count(400),
			'refused 401': count(401),
			'422 (n8n)': count(422),
			'500 (n8n)': count(500),
			'other status': this.others.length,
		};
	}
}

/** Says which other statuses there were, how many, and which headers all of these requests have. */
export function otherStatuses(others: Attack['others']): string {
	const statuses = [...new Set(others.map(({ answer }) => answer.status))];
	const parts = statuses.map((status) => {
		const headers = others
			.filter(({ answer }) => answer.status === status)
			.map(({ generated }) => Object.entries(generated.headers).map((pair) => pair.join(': ')));
		const common = headers[0]!.filter((header) => headers.every((all) => all.includes(header)));
		const cause = common.length > 0 ? ` with ${common.join(' and ')}` : '';
		const requests = headers.length === 1 ? 'one request' : `${headers.length} requests`;
		return `${status === 0 ? 'no answer' : status} to ${requests}${cause}`;
	});
	return parts.join('; ') || 'none';
}
