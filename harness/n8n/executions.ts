import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Json, JsonObject } from '../json.ts';
import { n8nFolder } from '../paths.ts';

export type ExecutionStatus =
	'new' | 'running' | 'waiting' | 'success' | 'error' | 'crashed' | 'canceled' | 'unknown';

export interface ExecutionSummary {
	id: string;
	workflowId: string;
	status: ExecutionStatus;
	mode: string;
	startedAt: string | null;
	stoppedAt: string | null;
}

interface NodeRun {
	executionTime: number;
	executionStatus?: string;
	error?: { message: string; description?: string | null };
	data?: { main?: Array<Array<{ json: JsonObject; pairedItem?: Json }> | null> };
}

export interface Execution extends ExecutionSummary {
	/** by node name: one entry for each time the node ran */
	runs: Record<string, NodeRun[]>;
	error?: { message: string };
}

/** The items from a node's first output in its last run; empty if it didn't run. */
export function getItems(execution: Execution, nodeName: string): JsonObject[] {
	const items = execution.runs[nodeName]?.at(-1)?.data?.main?.[0] ?? [];
	return items.map(({ json }) => json);
}

const unfinished = new Set<ExecutionStatus>(['new', 'running', 'waiting', 'unknown']);

export function hasEnded({ status }: ExecutionSummary): boolean {
	return !unfinished.has(status);
}

/** n8n 1 stores that an execution has ended before it stores its nodes' runs. */
export function isStored(execution: Execution): boolean {
	const { status, runs, error } = execution;
	if (!hasEnded(execution)) return false;
	const wasCutOff = status === 'crashed' || status === 'canceled';
	return wasCutOff || Object.keys(runs).length > 0 || error !== undefined;
}

/** An execution as n8n's REST API returns it. */
type PackedExecution = ExecutionSummary & { data: string };

export function unpackExecution({ data, ...summary }: PackedExecution): Execution {
	// An execution that has just started has no data yet.
	const parsed = parseFlatted(data) as
		{ resultData?: { runData?: Execution['runs']; error?: Execution['error'] } } | undefined;
	const { runData = {}, error } = parsed?.resultData ?? {};
	return { ...summary, runs: runData, error };
}

/** n8n stores executions in the format of its dependency `flatted`, so read them with that. */
function parseFlatted(text: string): unknown {
	const { parse } = createRequire(join(n8nFolder, 'package.json'))('flatted') as {
		parse(text: string): unknown;
	};
	return parse(text);
}
