import { randomUUID } from 'node:crypto';
import type { JsonObject } from '../../harness/json.ts';
import { type Execution, getItems } from '../../harness/n8n/executions.ts';
import type { N8n } from '../../harness/n8n/n8n.ts';
import { actionType } from '../../harness/n8n/triggers.ts';
import {
	byHand,
	chain,
	type Credential,
	type Step,
	withCredential,
	type WorkflowNode,
} from '../../harness/n8n/workflows.ts';

export interface Sending {
	parameters: JsonObject;
	credential: Credential;
	items?: JsonObject[];
	/** fields of the node in addition to its parameters, such as onError */
	node?: Partial<WorkflowNode>;
	/** the text of a file in the item's binary field "data" */
	file?: string;
	/** a node to run instead of the SiteGPT node, with the same name */
	step?: Step;
}

/** Makes a file from the text in the field "text". */
const toFile: Step = {
	name: 'File',
	type: 'n8n-nodes-base.convertToFile',
	typeVersion: 1.1,
	parameters: { operation: 'toText', sourceProperty: 'text', options: { fileName: 'a.txt' } },
};

/** Runs the SiteGPT node once in its own workflow, and returns the execution. */
export async function run(
	{ client }: N8n,
	{ parameters, credential, items = [{}], node = {}, file, step }: Sending,
): Promise<Execution> {
	const splitOut = { type: 'n8n-nodes-base.splitOut', typeVersion: 1 };
	const siteGpt = {
		name: 'SiteGPT',
		type: actionType,
		typeVersion: 1,
		parameters: { resource: 'testEvent', ...parameters },
		...node,
	};
	const draft = {
		name: `Send ${randomUUID().slice(0, 8)}`,
		...chain(
			byHand,
			{ ...splitOut, name: 'Items', parameters: { fieldToSplitOut: 'items' } },
			...(file === undefined ? [] : [toFile]),
			step ?? siteGpt,
		),
		pinData: {
			[byHand.name]: [{ json: { items: file === undefined ? items : [{ text: file }] } }],
		},
	};
	const workflow = await client.createWorkflow(withCredential(draft, credential, ['SiteGPT']));
	return await client.endedExecution(await client.runWorkflow(workflow.id, byHand.name));
}

/** The SiteGPT node's output items. */
export function emitted(execution: Execution): JsonObject[] {
	return getItems(execution, 'SiteGPT');
}
