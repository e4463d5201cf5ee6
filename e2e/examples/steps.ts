import type { JsonObject } from '../../harness/json.ts';
import { locator, type WorkflowNode } from '../../harness/n8n/workflows.ts';

/** Sets the duplicate window to one second, so a test doesn't have to wait a minute. */
export function shortWindow({ parameters, webhookId }: WorkflowNode): void {
	if (webhookId === undefined) return;
	parameters.options = { ...(parameters.options as JsonObject), duplicateWindow: 1 };
}

/** Enters values in the node "Settings"; a value that isn't given becomes null. */
export function enterSettings(values: Record<string, string>) {
	return (node: WorkflowNode): void => {
		if (node.name !== 'Settings') return;
		const { assignments } = node.parameters.assignments as { assignments: JsonObject[] };
		for (const assignment of assignments)
			assignment.value = values[String(assignment.name)] ?? null;
	};
}

export function enterChatbot(id: string) {
	return ({ type, parameters }: WorkflowNode): void => {
		if (type.endsWith('PollingTrigger')) parameters.chatbotId = locator(id);
	};
}
