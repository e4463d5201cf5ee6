/**
 * Polls with the built SiteGPT Polling Trigger inside the real n8n-core, and runs what each poll emits. Started by
 * pollingNode.ts with the folder of the unpacked package, the parameters, and the credential; each message it gets
 * is a request to poll.
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { JsonObject } from '../../harness/json.ts';

export interface Poll {
	items: JsonObject[];
	ms: number;
	/** of the trigger's static data as JSON */
	stateBytes: number;
	error?: string;
}

const [, , packed = '', parametersText = '{}', secretsText = '{}'] = process.argv;
const parameters = JSON.parse(parametersText) as JsonObject;
const secrets = JSON.parse(secretsText) as JsonObject;
const require = createRequire(join(packed, 'package.json'));
const built = (name: string) => require(join(packed, 'dist', name)) as never;

interface Item {
	json: JsonObject;
}

interface Trigger {
	description: { displayName: string; name: string; version: number };
	poll(this: unknown): Promise<Item[][] | null>;
	execute(this: unknown): Promise<Item[][]>;
}

const { SiteGptPollingTrigger } = built(
	'nodes/SiteGptPollingTrigger/SiteGptPollingTrigger.node.js',
) as { SiteGptPollingTrigger: new () => Trigger };
const { SiteGptApi } = built('credentials/SiteGptApi.credentials.js') as {
	SiteGptApi: new () => { authenticate(credentials: JsonObject, options: object): unknown };
};
const { PollContext, ExecuteContext } = require('n8n-core') as Record<
	'PollContext' | 'ExecuteContext',
	new (...args: unknown[]) => { helpers: object }
>;
const { Workflow, createRunExecutionData } = require('n8n-workflow') as {
	Workflow: new (options: object) => {
		getNode(name: string): object;
		getStaticData(type: 'node', node: object): object;
	};
	createRunExecutionData(data: object): object;
};

const trigger = new SiteGptPollingTrigger();
const { displayName, name, version } = trigger.description;
const nodeTypes = { getByNameAndVersion: () => trigger, getKnownTypes: () => ({}) };
const workflow = new Workflow({
	id: 'workflow',
	nodes: [
		{
			id: 'node',
			name: displayName,
			type: `n8n-nodes-sitegpt.${name}`,
			typeVersion: version,
			position: [0, 0],
			parameters,
			credentials: { siteGptApi: { id: 'credential', name: 'SiteGPT API' } },
		},
	],
	connections: {},
	active: true,
	nodeTypes,
	settings: {},
});
const node = workflow.getNode(displayName);
const additionalData = {
	credentialsHelper: {
		getDecrypted: async () => ({ ...secrets }),
		isCredentialUsableByNode: () => true,
		getParentTypes: () => [],
		preAuthentication: async () => undefined,
		authenticate: async (credentials: JsonObject, _type: string, options: object) =>
			await new SiteGptApi().authenticate(credentials, options),
	},
	variables: {},
	webhookWaitingBaseUrl: 'http://127.0.0.1/webhook-waiting',
	formWaitingBaseUrl: 'http://127.0.0.1/form-waiting',
};
const context = new PollContext(workflow, node, additionalData, 'trigger', 'activate');

const processed = new Set<string>();

/** n8n's database of what has run. */
const helpers = {
	async checkProcessedAndRecord(entries: string[]) {
		const known = entries.filter((one) => processed.has(one));
		for (const one of entries) processed.add(one);
		return { new: entries.filter((one) => !known.includes(one)), processed: known };
	},
};

/** Runs the trigger with what it emitted, as n8n does, and returns what passes. */
async function run(items: Item[]): Promise<Item[]> {
	const input = { main: [items] };
	const source = { data: input, node, source: null };
	const execute = new ExecuteContext(
		workflow,
		node,
		additionalData,
		'trigger',
		createRunExecutionData({}),
		0,
		items,
		input,
		source,
		[],
	);
	Object.assign(execute.helpers, helpers);
	return (await trigger.execute.call(execute))[0] ?? [];
}

async function poll(): Promise<Poll> {
	const started = performance.now();
	let emitted: Item[] = [];
	let error: string | undefined;
	try {
		emitted = (await trigger.poll.call(context))?.[0] ?? [];
	} catch (thrown) {
		error = (thrown as Error).message;
	}
	const ms = performance.now() - started;
	const items = emitted.length > 0 ? await run(emitted) : [];
	const state = JSON.stringify(workflow.getStaticData('node', node));
	return { items: items.map(({ json }) => json), ms, stateBytes: Buffer.byteLength(state), error };
}

process.on('message', () => {
	void poll().then((done) => process.send?.(done));
});
process.send?.('ready');
