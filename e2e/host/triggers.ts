import { Failure } from './failure.ts';
import type { WorkflowDraft, WorkflowNode } from './rest.ts';

export const packageName = 'n8n-nodes-sitegpt';
export const actionType = `${packageName}.siteGpt`;
export const credentialType = 'siteGptWebhookApi';

export interface Trigger {
	event: 'ADD_MESSAGE' | 'CONVERSATION_ESCALATED' | 'NEW_LEAD_CAPTURE';
	type: string;
	/** the last part of the webhook's URL */
	path: string;
}

/** The three trigger nodes of the package, in the order in which people meet them. */
export const triggers: Record<'message' | 'escalation' | 'lead', Trigger> = {
	message: {
		event: 'ADD_MESSAGE',
		type: `${packageName}.siteGptMessageTrigger`,
		path: 'sitegpt-messages',
	},
	escalation: {
		event: 'CONVERSATION_ESCALATED',
		type: `${packageName}.siteGptEscalationTrigger`,
		path: 'sitegpt-escalations',
	},
	lead: {
		event: 'NEW_LEAD_CAPTURE',
		type: `${packageName}.siteGptLeadTrigger`,
		path: 'sitegpt-leads',
	},
};

/** The node of a workflow that is the trigger given. */
export function triggerNode(workflow: WorkflowDraft, { type }: Trigger): WorkflowNode {
	const node = workflow.nodes.find((candidate) => candidate.type === type);
	if (!node) throw new Failure(`The workflow "${workflow.name}" has no ${type} node: add one.`);
	return node;
}

export function productionUrl(n8nUrl: string, { path }: Trigger, { webhookId }: WorkflowNode) {
	return new URL(`/webhook/${webhookId ?? ''}/${path}`, n8nUrl).href;
}

/** Answers only while the trigger listens for a test event. */
export function testUrl(n8nUrl: string, { path }: Trigger, { webhookId }: WorkflowNode) {
	return new URL(`/webhook-test/${webhookId ?? ''}/${path}`, n8nUrl).href;
}
