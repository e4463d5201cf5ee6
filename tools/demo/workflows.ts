import { randomBytes, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { byHand, chain } from '../../harness/n8n/chain.ts';
import { createTablesFor } from '../../harness/n8n/dataTables.ts';
import type { N8n } from '../../harness/n8n/n8n.ts';
import { packageFolder } from '../../harness/paths.ts';
import {
	withCredential,
	type Credential,
	type Workflow,
	type WorkflowDraft,
} from '../../harness/n8n/workflows.ts';
import {
	actionType,
	credentialType,
	productionUrl,
	triggerNode,
	triggers,
	type Trigger,
} from '../../harness/n8n/triggers.ts';

/** A published example workflow, and the node that sends an event to it. */
export interface Receiver {
	trigger: Trigger;
	workflow: Workflow;
	triggerName: string;
	url: string;
	credential: Credential;
	/** the node in the sending workflow */
	senderName: string;
}

async function readExample({ example }: Trigger): Promise<WorkflowDraft> {
	const file = join(packageFolder, 'examples', `${example}.json`);
	return JSON.parse(await readFile(file, 'utf8')) as WorkflowDraft;
}

async function createReceiver({ client, url: n8nUrl }: N8n, trigger: Trigger): Promise<Receiver> {
	const credential = await client.createCredential({
		name: `SiteGPT ${trigger.title} Token`,
		type: credentialType,
		data: { token: randomBytes(32).toString('base64url'), previousToken: '' },
	});
	const example = await readExample(trigger);
	const node = triggerNode(example, trigger);
	node.webhookId = randomUUID();
	await createTablesFor(client, example);
	const draft = withCredential(example, credential, [node.name]);
	const url = productionUrl(n8nUrl, trigger, node);
	const workflow = await client.publish(await client.createWorkflow(draft), [url]);
	return {
		trigger,
		workflow,
		triggerName: node.name,
		url,
		credential,
		senderName: `Send ${trigger.title}`,
	};
}

/** One example per event, each with its own credential, because SiteGPT has a token for each webhook. */
export async function createReceivers(n8n: N8n): Promise<Receiver[]> {
	const receivers: Receiver[] = [];
	for (const trigger of Object.values(triggers)) receivers.push(await createReceiver(n8n, trigger));
	return receivers;
}

/** A workflow that, run by hand, sends one event to each receiver with the package's own node. */
export async function createSender({ client }: N8n, receivers: Receiver[]): Promise<Workflow> {
	const steps = receivers.map(({ senderName, url, trigger }) => ({
		name: senderName,
		type: actionType,
		typeVersion: 1,
		parameters: { resource: 'testEvent', operation: 'send', url, event: trigger.event },
	}));
	let draft: WorkflowDraft = { name: 'SiteGPT: Send Test Events', ...chain(byHand, ...steps) };
	for (const { credential, senderName } of receivers) {
		draft = withCredential(draft, credential, [senderName]);
	}
	return await client.createWorkflow(draft);
}
