/**
 * Measures webhook() of the built Message Trigger, alone and with the real n8n-core. Started by node.ts with
 * the folder of the unpacked package; prints the results as JSON.
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { tokenHeader } from '../../e2e/host/siteGpt.ts';
import { nodeCases, type NodeCase } from './nodeCases.ts';
import { quantile } from './statistics.ts';

export interface NodeFigure {
	case: string;
	step: string;
	/** µs per call: the median of the batches, and their middle half */
	us: number;
	spread: [number, number];
	/** bytes of heap allocated per call */
	bytes: number;
}

const [, , packed = ''] = process.argv;
const collect = globalThis.gc as () => void;
const require = createRequire(join(packed, 'package.json'));
const built = (name: string) => require(join(packed, 'dist', 'nodes', name)) as never;

const { SiteGptMessageTrigger } = built('SiteGptMessageTrigger/SiteGptMessageTrigger.node.js') as {
	SiteGptMessageTrigger: new () => { description: object; webhook: () => Promise<unknown> };
};
const { tokenMatches } = built('webhookToken/token.js') as {
	tokenMatches(header: unknown, tokens: string[]): boolean;
};
const { parseExactJson } = built('json/exactJson.js') as {
	parseExactJson(text: string, parsed: unknown): unknown;
};
const { parseEvent } = built('events/parseEvent.js') as {
	parseEvent(body: unknown, expected: object): { payload: object; sent: object };
};
const { idempotencyKey } = built('events/idempotencyKey.js') as {
	idempotencyKey(payload: unknown): string;
};
const { message } = built('events/message.js') as {
	message: { toItem(payload: object, sent: object, receipt: object): object };
};
const core = require('n8n-core') as {
	WebhookContext: new (...args: unknown[]) => { getResponseObject(): unknown };
};
const { Workflow } = require('n8n-workflow') as {
	Workflow: new (options: object) => { getNode(name: string): object };
};

const token = 'the-token-of-the-bench-0123456789';
const headers = { [tokenHeader.toLowerCase()]: token };
const trigger = new SiteGptMessageTrigger();
const credential = async () => ({ token, previousToken: '' });
const response = { once() {}, status: () => response, json: () => response, statusCode: 200 };

/** A body as in n8n's request: the bytes, and the JSON parsed from them. */
interface Sent {
	rawBody: Buffer;
	body: object;
}

const requestOf = (sent: Sent) => ({
	...sent,
	contentType: 'application/json',
	encoding: 'utf-8',
});

/** A context that answers the trigger immediately, so that only this package's own code is measured. */
const bare = (sent: Sent) => ({
	getResponseObject: () => response,
	getRequestObject: () => requestOf(sent),
	getHeaderData: () => headers,
	getBodyData: () => sent.body,
	getNode: () => ({ id: 'node', name: 'Trigger', credentials: {} }),
	getWorkflow: () => ({ id: 'workflow' }),
	getMode: () => 'webhook',
	getCredentials: credential,
	getNodeParameter: (_name: string, standard: unknown) => standard,
	logger: { error: (text: string) => process.stderr.write(`${text}\n`) },
});

const nodeTypes = { getByNameAndVersion: () => trigger, getKnownTypes: () => ({}) };
const workflow = new Workflow({
	id: 'workflow',
	nodes: [
		{
			id: 'node',
			name: 'Trigger',
			type: 'n8n-nodes-sitegpt.siteGptMessageTrigger',
			typeVersion: 2,
			position: [0, 0],
			parameters: {},
			credentials: { siteGptWebhookApi: { id: 'credential', name: 'SiteGPT' } },
		},
	],
	connections: {},
	active: true,
	nodeTypes,
	settings: {},
});
const [webhookDescription] = (trigger.description as { webhooks: object[] }).webhooks;

/** The same with the context that n8n creates for each request. */
function inCore(sent: Sent) {
	const additionalData = {
		credentialsHelper: {
			getDecrypted: credential,
			isCredentialUsableByNode: () => true,
			getParentTypes: () => [],
		},
		httpRequest: { ...requestOf(sent), headers, params: {}, query: {} },
		httpResponse: response,
	};
	const node = workflow.getNode('Trigger');
	const data = { webhookDescription };
	return new core.WebhookContext(workflow, node, additionalData, 'webhook', data, [], null);
}

type Call = (sent: Sent) => unknown;

function stepsFor({ body }: Sent): Array<[string, Call]> {
	const { payload, sent: parsed } = parseEvent(body, message);
	const receipt = { idempotencyKey: idempotencyKey(body), receivedAt: new Date().toISOString() };
	return [
		['token', () => tokenMatches(token, [token, ''])],
		['digits', ({ rawBody, body }) => parseExactJson(rawBody.toString(), body)],
		['event', ({ body }) => parseEvent(body, message)],
		['key', ({ body }) => idempotencyKey(body)],
		['item', () => message.toItem(payload, parsed, receipt)],
		['webhook() in total', async (sent) => await trigger.webhook.call(bare(sent))],
		['webhook() in n8n-core', async (sent) => await trigger.webhook.call(inCore(sent))],
	];
}

/** length of a batch of calls, in ms */
const batchTakes = 1;
const batches = 400;

/** bytes that a measurement may allocate without a garbage collection; see --max-semi-space-size in node.ts */
const mostAllocated = 40_000_000;

async function measure({ name, body }: NodeCase): Promise<NodeFigure[]> {
	// Several, so that the engine can't optimize for one.
	const bodies = Array.from({ length: 50 }, (_, n): Sent => {
		const rawBody = Buffer.from(JSON.stringify(body(n)));
		return { rawBody, body: JSON.parse(rawBody.toString()) as object };
	});
	const figures: NodeFigure[] = [];
	for (const [step, call] of stepsFor(bodies[0] as Sent)) {
		let n = 0;
		const calls = async (count: number): Promise<number> => {
			const started = performance.now();
			for (let i = 0; i < count; i++) await call(bodies[n++ % bodies.length] as Sent);
			return performance.now() - started;
		};
		for (const warmUp = performance.now(); performance.now() - warmUp < 500;) await calls(5);
		const one = (await calls(20)) / 20;
		const count = Math.max(1, Math.round(batchTakes / one));
		const times: number[] = [];
		for (let batch = 0; batch < batches; batch++) {
			times.push(((await calls(count)) * 1000) / count);
		}
		figures.push({
			case: name,
			step,
			us: quantile(times),
			spread: [quantile(times, 0.25), quantile(times, 0.75)],
			bytes: await allocated(calls),
		});
	}
	return figures;
}

async function allocated(calls: (count: number) => Promise<number>): Promise<number> {
	const during = async (count: number) => {
		collect();
		const before = process.memoryUsage().heapUsed;
		await calls(count);
		return process.memoryUsage().heapUsed - before;
	};
	const few = Math.max(1, await during(10)) / 10;
	const count = Math.max(10, Math.min(20_000, Math.floor(mostAllocated / few)));
	return (await during(count)) / count;
}

const figures: NodeFigure[] = [];
for (const one of nodeCases) figures.push(...(await measure(one)));
console.log(JSON.stringify(figures));
