import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { JsonObject } from '../json.ts';
import { packageFolder } from '../paths.ts';
import { getItems } from './executions.ts';
import type { Reachable } from './n8n.ts';
import { withCredential, type WorkflowDraft } from './workflows.ts';

const SETTINGS_NODE = 'Settings';
const BY_HAND = 'By Hand';
const apiNodes = ['Executions', 'Retry', 'Since When', 'Stop', 'Retry Stopped'];

/** minutes after which a queued or running execution counts as stuck: by then, n8n has long been idle */
const STUCK_AFTER_MINUTES = 0.5;

interface ApiKey {
	rawApiKey: string;
}

/** Does what a person would do by hand: creates an n8n API key and a credential for it, and imports the workflow. */
async function importRemedy(
	{ client, url }: Reachable,
	workflowIds: readonly string[],
): Promise<string> {
	const scopes = ['execution:list', 'execution:read', 'execution:retry', 'execution:stop'];
	const { rawApiKey } = await client.request<ApiKey>('POST', '/rest/api-keys', {
		label: `Retry interrupted ${randomUUID().slice(0, 8)}`,
		scopes,
		expiresAt: null,
	});
	const baseUrl = `${url}/api/v1`;
	const credential = await client.createCredential({
		name: 'n8n API',
		type: 'n8nApi',
		data: { apiKey: rawApiKey, baseUrl },
	});
	const file = join(packageFolder, 'examples', 'retry-interrupted.json');
	const example = JSON.parse(await readFile(file, 'utf8')) as WorkflowDraft;
	const settings = example.nodes.find(({ name }) => name === SETTINGS_NODE);
	if (!settings) throw new Error(`${file} doesn't have a node called ${SETTINGS_NODE}`);
	const { assignments } = settings.parameters.assignments as { assignments: JsonObject[] };
	for (const assignment of assignments) {
		if (assignment.name === 'workflowIds') assignment.value = workflowIds.join(', ');
		if (['queuedMinutes', 'runningMinutes'].includes(String(assignment.name)))
			assignment.value = STUCK_AFTER_MINUTES;
	}
	const workflow = await client.createWorkflow(withCredential(example, credential, apiNodes));
	return workflow.id;
}

/** Runs the remedy twice, and returns how many executions it retried each time. */
export async function retryInterrupted(
	n8n: Reachable,
	workflowIds: readonly string[],
): Promise<{ first: number; again: number }> {
	const id = await importRemedy(n8n, workflowIds);
	const run = async () => {
		const execution = await n8n.client.endedExecution(
			await n8n.client.runWorkflow(id, BY_HAND),
			300_000,
		);
		if (execution.status !== 'success') {
			throw new Error(`The remedy ended with ${execution.status}: ${execution.error?.message}`);
		}
		return ['Interrupted', 'Stuck'].flatMap((name) => getItems(execution, name)).length;
	};
	return { first: await run(), again: await run() };
}
