import { randomUUID } from 'node:crypto';
import type { JsonObject } from '../json.ts';
import type { WorkflowDraft, WorkflowNode } from './workflows.ts';

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
