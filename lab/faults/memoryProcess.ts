/**
 * Calls webhook() of the built Lead Trigger with events, and measures the heap. memory.ts starts it with
 * --expose-gc and a case as JSON; it prints the measurement as JSON.
 */
import { once } from 'node:events';
import { IncomingMessage, ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { newEvent } from '../../harness/siteGpt/payloads.ts';
import type { Case, Measured } from './memory.ts';

const { what, manner, ignoreDuplicates, window, events, packed } = JSON.parse(
	process.argv[2] ?? '{}',
) as Case & { events: number; packed: string };
const collect = globalThis.gc as () => void;

interface Answered {
	noWebhookResponse?: boolean;
	webhookResponse?: unknown;
}

interface TriggerNode {
	webhook(this: object): Promise<Answered>;
}

const built = join(packed, 'dist/nodes/SiteGptLeadTrigger/SiteGptLeadTrigger.node.js');
const { SiteGptLeadTrigger } = createRequire(import.meta.url)(built) as {
	SiteGptLeadTrigger: new () => TriggerNode;
};

/** Node's own response, with the two methods that Express adds, on a connection that discards everything. */
class Response extends ServerResponse {
	/** the `status` or `error` of the answer */
	said = '';

	constructor() {
		super(new IncomingMessage(new Socket()));
		const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
		this.assignSocket(nowhere as unknown as Socket);
		// As node:http does for a connection that it serves.
		this.once('finish', () => {
			this.detachSocket(nowhere as unknown as Socket);
			process.nextTick(() => this.emit('close'));
		});
	}

	/** What happens if the sender closes the connection: node:http emits `close` once and never `finish`. */
	async hangUp(): Promise<void> {
		const closed = once(this, 'close');
		this.socket?.destroy();
		await closed;
	}

	status(code: number): this {
		this.statusCode = code;
		return this;
	}

	json(body: unknown): this {
		const { status, error } = body as { status?: string; error?: string };
		this.said = String(status ?? error);
		return this.end(JSON.stringify(body));
	}
}

const TOKEN = 'a-token-of-some-length';
const atOnce = manner === 'together' ? 10 : 1;
const options = { ignoreDuplicates, duplicateWindow: window, maxEvents: atOnce };

function contextFor(response: Response, body: object, given: string): object {
	return {
		getResponseObject: () => response,
		getRequestObject: () => ({ contentType: 'application/json' }),
		getHeaderData: () => ({ 'x-webhook-token': given }),
		getBodyData: () => body,
		getNode: () => ({ id: 'node', name: 'Trigger', credentials: {} }),
		getWorkflow: () => ({ id: 'workflow' }),
		getMode: () => 'webhook',
		getCredentials: async () => ({ token: TOKEN, previousToken: '' }),
		getNodeParameter: (name: string, standard: unknown) =>
			name === 'options' ? options : standard,
		logger: { error: (text: string) => process.stderr.write(`${text}\n`), warn: () => undefined },
	};
}

const trigger = new SiteGptLeadTrigger();
const answers: Record<string, number> = {};

async function deliver(number: number): Promise<void> {
	const response = new Response();
	const closed = new Promise((resolve) => response.once('close', resolve));
	const { payload } = newEvent('lead', `lead_${manner === 'repeated' ? number >> 1 : number}`);
	const given = manner === 'refused' ? 'another token' : TOKEN;
	// As in n8n, the body is parsed from text, so events share no objects.
	const body = JSON.parse(JSON.stringify(payload)) as object;
	if (manner === 'hung up early') await response.hangUp();
	const called = trigger.webhook.call(contextFor(response, body, given));
	if (atOnce > 1 && number % 3 === 0) await response.hangUp();
	const { noWebhookResponse, webhookResponse } = await called;
	if (manner === 'hung up') await response.hangUp();
	if (!noWebhookResponse) response.status(200).json(webhookResponse);
	if (!response.writableFinished) await closed;
	const answer = `${response.statusCode} ${response.said}`;
	answers[answer] = (answers[answer] ?? 0) + 1;
}

async function heapUsed(): Promise<number> {
	for (let n = 0; n < 4; n++) {
		await setImmediate();
		collect();
	}
	return process.memoryUsage().heapUsed;
}

const heap = [await heapUsed()];
for (let number = 0; number < events; number += atOnce) {
	await Promise.all(Array.from({ length: atOnce }, (_, n) => deliver(number + n)));
	if ((number + atOnce) % (events / 10) === 0) heap.push(await heapUsed());
}
const measured: Measured = { what, events, heap, answers };
console.log(JSON.stringify(measured));
