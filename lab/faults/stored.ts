import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { JsonObject } from '../../harness/json.ts';
import type { Database } from '../../harness/n8n/database.ts';
import type { ExecutionStatus } from '../../harness/n8n/executions.ts';
import { n8nFolder } from '../../harness/paths.ts';

/** An execution in n8n's database, with one of the items that it was started with. */
export interface StoredExecution {
	id: number;
	workflowId: string;
	status: ExecutionStatus;
	mode: string;
	/** the id of the execution that it retries */
	retryOf: number | null;
	/** the item that the trigger started it with; undefined if none is stored */
	item: JsonObject | undefined;
	/** the names of the nodes that finished without an error */
	done: string[];
	error: string | undefined;
	/** its stored data, without the workflow, as text */
	text: string;
}

interface Run {
	error?: unknown;
	executionStatus?: string;
	data?: { main?: Array<Array<{ json: JsonObject }> | null> };
}

interface RunData {
	resultData?: { runData?: Record<string, Run[]>; error?: { message?: string } };
	executionData?: {
		nodeExecutionStack?: Array<{
			node: { name: string };
			data: { main?: Array<Array<{ json: JsonObject }> | null> };
		}>;
	};
}

interface Stored {
	id: number;
	workflowId: string;
	status: ExecutionStatus;
	mode: string;
	retryOf: string | number | null;
	data: string | null;
}

const { parse } = createRequire(join(n8nFolder, 'package.json'))('flatted') as {
	parse(text: string): unknown;
};

/**
 * Reads all executions of some workflows from n8n's database, oldest first, one entry per item. n8n's REST
 * API isn't used because it returns 100 at a time and leaves out deleted ones.
 * @param trigger the name of the trigger node
 */
export async function storedExecutions(
	database: Database,
	workflowIds?: readonly string[],
	trigger = 'Trigger',
): Promise<StoredExecution[]> {
	const rows = await database.all<Stored>(
		`SELECT e.id, e."workflowId", e.status, e.mode, e."retryOf", d.data
		FROM execution_entity e LEFT JOIN execution_data d ON d."executionId" = e.id
		ORDER BY e.id`,
	);
	return rows
		.filter(({ workflowId }) => workflowIds === undefined || workflowIds.includes(workflowId))
		.flatMap((row) => read(row, trigger));
}

function read({ data, retryOf, ...row }: Stored, trigger: string): StoredExecution[] {
	const { resultData, executionData } = (data === null ? {} : parse(data)) as RunData;
	const runs = resultData?.runData ?? {};
	// In an interrupted execution, n8n keeps the item as input of the trigger, which hadn't run yet. The
	// trigger's output is then only a placeholder by n8n.
	const waiting = executionData?.nodeExecutionStack?.find(({ node }) => node.name === trigger);
	const emitted = waiting?.data.main?.[0] ?? runs[trigger]?.at(-1)?.data?.main?.[0];
	const execution = {
		...row,
		retryOf: retryOf === null ? null : Number(retryOf),
		done: Object.entries(runs)
			.filter(([, [run]]) => run?.executionStatus === 'success')
			.map(([name]) => name),
		error: resultData?.error?.message,
		text: data ?? '',
	};
	const items = emitted?.length ? emitted.map(({ json }) => json) : [undefined];
	return items.map((item) => ({ ...execution, item }));
}
