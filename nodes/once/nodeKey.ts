import type { FunctionsBase } from 'n8n-workflow';

/** Identifies a node in this n8n, also after it is renamed. */
export function nodeKey(context: Pick<FunctionsBase, 'getNode' | 'getWorkflow'>): string {
	return `${context.getWorkflow().id} ${context.getNode().id}`;
}
