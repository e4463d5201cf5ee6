import { randomUUID } from 'node:crypto';
import type { JsonObject } from '../json.ts';

export interface WorkflowNode {
	id?: string;
	name: string;
	type: string;
	typeVersion: number;
	position: [number, number];
	parameters: JsonObject;
	webhookId?: string;
	credentials?: Record<string, { id: string; name: string }>;
	onError?: 'continueRegularOutput' | 'continueErrorOutput' | 'stopWorkflow';
	retryOnFail?: boolean;
	maxTries?: number;
	/** ms */
	waitBetweenTries?: number;
}

export interface WorkflowDraft {
	name: string;
	nodes: WorkflowNode[];
	connections: JsonObject;
	settings?: JsonObject;
	pinData?: JsonObject;
}

export interface Workflow extends WorkflowDraft {
	id: string;
	/** the saved version; needed for publishing */
	versionId: string;
	/** the version that answers webhooks, if any */
	activeVersionId: string | null;
}

/** The value of a field with a list to choose from, entered as an ID or an expression. */
export function locator(value: string) {
	return { __rl: true, mode: 'id', value };
}

export interface CredentialDraft {
	name: string;
	type: string;
	data: JsonObject;
}

export interface Credential {
	id: string;
	name: string;
	type: string;
}

function credentialReference({ id, name }: Credential) {
	return { id, name };
}

/** Returns the workflow with this credential on each of the named nodes. */
export function withCredential<T extends WorkflowDraft>(
	workflow: T,
	credential: Credential,
	nodeNames: string[],
): T {
	const nodes = workflow.nodes.map((node) =>
		nodeNames.includes(node.name)
			? {
					...node,
					credentials: {
						...node.credentials,
						[credential.type]: credentialReference(credential),
					},
				}
			: node,
	);
	return { ...workflow, nodes };
}

export type Step = Omit<WorkflowNode, 'id' | 'position'>;

/** Starts a workflow by hand, like Execute Workflow. */
export const byHand: Step = {
	name: 'When clicking "Execute workflow"',
	type: 'n8n-nodes-base.manualTrigger',
	typeVersion: 1,
	parameters: {},
};

export const done: Step = {
	name: 'Done',
	type: 'n8n-nodes-base.noOp',
	typeVersion: 1,
	parameters: {},
};

export function chain(...steps: Step[]): Pick<WorkflowDraft, 'nodes' | 'connections'> {
	const nodes = steps.map((step, index): WorkflowNode => ({
		...step,
		id: randomUUID(),
		position: [200 * index, 0],
	}));
	const connections: JsonObject = {};
	for (const [index, { name }] of steps.slice(1).entries()) {
		connections[steps[index]!.name] = { main: [[{ node: name, type: 'main', index: 0 }]] };
	}
	return { nodes, connections };
}
