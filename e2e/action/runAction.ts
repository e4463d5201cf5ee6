import { randomUUID } from 'node:crypto';
import type { N8n } from '../host/n8n.ts';
import {
	itemsOf,
	withCredential,
	type Credential,
	type Execution,
	type JsonObject,
	type WorkflowNode,
} from '../host/rest.ts';
import { actionType } from '../host/triggers.ts';

const start = 'When clicking "Execute workflow"';

export interface Sending {
	parameters: JsonObject;
	credential: Credential;
	/** the items that the node is given */
	items?: JsonObject[];
	/** fields of the node beside its parameters, such as onError */
	node?: Partial<WorkflowNode>;
}

/** Runs the SiteGPT node once in a workflow of its own, and gives the execution. */
export async function run(
	{ client }: N8n,
	{ parameters, credential, items = [{}], node = {} }: Sending,
): Promise<Execution> {
	const nodes: WorkflowNode[] = [
		{
			id: randomUUID(),
			name: start,
			type: 'n8n-nodes-base.manualTrigger',
			typeVersion: 1,
			position: [0, 0],
			parameters: {},
		},
		{
			id: randomUUID(),
			name: 'Items',
			type: 'n8n-nodes-base.splitOut',
			typeVersion: 1,
			position: [200, 0],
			parameters: { fieldToSplitOut: 'items' },
		},
		{
			id: randomUUID(),
			name: 'SiteGPT',
			type: actionType,
			typeVersion: 1,
			position: [400, 0],
			parameters: { resource: 'testEvent', ...parameters },
			...node,
		},
	];
	const connection = (to: string) => ({ main: [[{ node: to, type: 'main', index: 0 }]] });
	const draft = {
		name: `Send ${randomUUID().slice(0, 8)}`,
		nodes,
		connections: { [start]: connection('Items'), Items: connection('SiteGPT') },
		pinData: { [start]: [{ json: { items } }] },
	};
	const workflow = await client.createWorkflow(withCredential(draft, credential, ['SiteGPT']));
	return await client.endedExecution(await client.runWorkflow(workflow.id, start));
}

/** What the SiteGPT node emitted. */
export function emitted(execution: Execution): JsonObject[] {
	return itemsOf(execution, 'SiteGPT');
}
