import { Failure } from '../failure.ts';
import { type EventData, events, type Kind } from '../siteGpt/payloads.ts';
import type { WorkflowDraft, WorkflowNode } from './workflows.ts';

export const PACKAGE_NAME = 'n8n-nodes-sitegpt';
export const actionType = `${PACKAGE_NAME}.siteGpt`;
export const pollingType = `${PACKAGE_NAME}.siteGptPollingTrigger`;
export const CREDENTIAL_TYPE = 'siteGptWebhookApi';

export interface Trigger {
	/** as in the node's name, such as SiteGPT Lead Trigger */
	title: string;
	event: string;
	/** the last part of the webhook's URL */
	path: string;
	/** its label in SiteGPT's settings */
	webhook: string;
	/** a workflow in examples/ that starts with it, without .json */
	example: string;
	/** the data of a valid event with this ID */
	data(id: string): EventData;
	type: string;
}

type Row = [title: string, path: string, webhook: string, example: string];

function trigger(kind: Kind, ...[title, path, webhook, example]: Row): Trigger {
	const type = `${PACKAGE_NAME}.siteGpt${title}Trigger`;
	return { ...events[kind], title, path, webhook, example, type };
}

/** Every webhook trigger of the package, one per line, in the order people see them. */
// prettier-ignore
export const triggers = {
	message: trigger('message', 'Message', 'sitegpt-messages', 'Messages Webhook', 'log-messages'),
	escalation: trigger('escalation', 'Escalation', 'sitegpt-escalations', 'Escalation Webhook', 'escalation-to-ticket'),
	lead: trigger('lead', 'Lead', 'sitegpt-leads', 'Leads Webhook', 'new-lead'),
} satisfies Record<Kind, Trigger>;
export function triggerNode(workflow: WorkflowDraft, { type }: Trigger): WorkflowNode {
	const node = workflow.nodes.find((candidate) => candidate.type === type);
	if (!node) throw new Failure(`The workflow "${workflow.name}" has no ${type} node. Add one.`);
	return node;
}

type WithPath = Pick<Trigger, 'path'>;

export function productionUrl(n8nUrl: string, { path }: WithPath, { webhookId }: WorkflowNode) {
	return new URL(`/webhook/${webhookId ?? ''}/${path}`, n8nUrl).href;
}

/** Answers only while the trigger listens for a test event. */
export function testUrl(n8nUrl: string, { path }: WithPath, { webhookId }: WorkflowNode) {
	return new URL(`/webhook-test/${webhookId ?? ''}/${path}`, n8nUrl).href;
}
