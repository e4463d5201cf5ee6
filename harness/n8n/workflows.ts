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
