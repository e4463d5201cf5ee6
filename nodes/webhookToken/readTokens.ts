import type { IWebhookFunctions } from 'n8n-workflow';
import { usableToken } from './token';

/** Both tokens that a trigger accepts, ready to compare. An empty one never matches. */
export type Tokens = readonly [token: string, previousToken: string];

interface Read {
	tokens: Promise<Tokens>;
	/** Milliseconds on the clock, once the read has succeeded. */
	doneAt?: number;
}

/** How long further requests use a finished read, in milliseconds. */
const REUSE_MS = 1000;

const reads = new Map<string, Read>();

/**
 * The tokens of the node's credential. Reading a credential is the most expensive thing a trigger does (a
 * database read, a decryption, an expression isolate), so requests that arrive while it is being read
 * share that read, and its result is used for one second more. A read that failed isn't used again.
 * @param now milliseconds on a monotonic clock
 * @throws whatever n8n throws if the credential can't be loaded
 */
export async function readTokens(
	context: IWebhookFunctions,
	now: () => number = () => performance.now(),
): Promise<Tokens> {
	const node = context.getNode();
	// With the credential's id, so that choosing another one in the node takes effect immediately.
	const key = [context.getWorkflow().id, node.id, node.credentials?.siteGptWebhookApi?.id].join();
	forgetOld(now());

	const shared = reads.get(key);
	if (shared) return await shared.tokens;

	const read: Read = { tokens: decrypt(context) };
	reads.set(key, read);
	try {
		const tokens = await read.tokens;
		read.doneAt = now();
		return tokens;
	} finally {
		if (read.doneAt === undefined) reads.delete(key);
	}
}

async function decrypt(context: IWebhookFunctions): Promise<Tokens> {
	const { token, previousToken } = await context.getCredentials('siteGptWebhookApi');
	return [usableToken(token), usableToken(previousToken)];
}

function forgetOld(now: number): void {
	for (const [key, { doneAt }] of reads) {
		if (doneAt !== undefined && now - doneAt >= REUSE_MS) reads.delete(key);
	}
}
