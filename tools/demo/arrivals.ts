import { byHand } from '../../harness/n8n/chain.ts';
import { Failure } from '../../harness/failure.ts';
import type { N8n } from '../../harness/n8n/n8n.ts';
import { hasEnded, itemsOf, type Execution } from '../../harness/n8n/executions.ts';
import type { JsonObject } from '../../harness/json.ts';
import type { Workflow } from '../../harness/n8n/workflows.ts';
import { waitFor } from '../../harness/wait.ts';
import type { Receiver } from './workflows.ts';

export interface Arrival {
	/** the trigger's output item */
	item: JsonObject;
	/** the sending node's output: how the delivery went */
	delivery: JsonObject;
	/** how the item differs from what was sent */
	differences: string[];
}

/** Runs the sending workflow, and returns each of its nodes' output about its delivery. */
export async function sendEvents(
	{ client }: N8n,
	sender: Workflow,
	receivers: Receiver[],
): Promise<JsonObject[]> {
	const id = await client.runWorkflow(sender.id, byHand.name);
	const execution = await client.endedExecution(id);
	return receivers.map(({ senderName, trigger }) => {
		const delivery = itemsOf(execution, senderName)[0];
		if (delivery?.delivered === true) return delivery;
		throw new Failure(
			`The SiteGPT node could not deliver ${trigger.event}: ${reasonOf(execution, senderName, delivery)}.`,
		);
	});
}

function reasonOf(execution: Execution, nodeName: string, delivery?: JsonObject): string {
	if (delivery) {
		return `the trigger answered ${JSON.stringify(delivery.statusCode)} ${JSON.stringify(delivery.responseBody)}`;
	}
	const error = execution.runs[nodeName]?.at(-1)?.error ?? execution.error;
	return error?.message ?? `the execution ended with status "${execution.status}" before that node`;
}

/** Waits for the execution that the event started, and checks what it received. */
export async function arrivalOf(
	{ client }: N8n,
	{ workflow, triggerName, trigger }: Receiver,
	delivery: JsonObject,
): Promise<Arrival> {
	const { id } = await waitFor(async () => (await client.executions(workflow.id)).find(hasEnded), {
		what: `${trigger.event} to start the workflow "${workflow.name}"`,
	});
	const execution = await client.endedExecution(id);
	const [item] = itemsOf(execution, triggerName);
	if (execution.status !== 'success' || item === undefined) {
		const reason = execution.error?.message ?? execution.status;
		throw new Failure(`The workflow "${workflow.name}" did not succeed: ${reason}.`);
	}
	return { item, delivery, differences: differencesOf(item, delivery.payload as JsonObject) };
}

/** Compares an item with the payload that was sent, in the fields that workflows use to distinguish events. */
function differencesOf(item: JsonObject, { event, data }: JsonObject): string[] {
	const sent = data as JsonObject;
	const expected: JsonObject = { event: event ?? null };
	for (const field of ['chatbotId', 'threadId', 'messageType']) {
		if (sent[field] !== undefined) expected[field] = sent[field];
	}
	const differences = Object.entries(expected)
		.filter(([field, value]) => item[field] !== value)
		.map(([field, value]) => `${field} is not ${JSON.stringify(value)}`);
	const leadId = (sent.leadDetails as JsonObject | undefined)?.id;
	if (leadId !== undefined && (item.lead as JsonObject | undefined)?.id !== leadId) {
		differences.push(`lead.id is not ${JSON.stringify(leadId)}`);
	}
	if (!/^[0-9a-f]{64}$/.test(String(item.idempotencyKey))) {
		differences.push('idempotencyKey is not 64 hexadecimal digits');
	}
	if (Number.isNaN(Date.parse(String(item.receivedAt))))
		differences.push('receivedAt is not a time');
	return differences;
}
