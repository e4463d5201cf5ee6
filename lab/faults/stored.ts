import { createRequire } from 'node:module';
import { join } from 'node:path';
import { n8nFolder } from '../../e2e/host/paths.ts';
import type { ExecutionStatus, JsonObject } from '../../e2e/host/rest.ts';
import type { Database } from '../../e2e/host/database.ts';

/** An execution as it is in n8n's database: once for each item that it was started with. */
export interface StoredExecution {
	id: number;
	workflowId: string;
	status: ExecutionStatus;
	mode: string;
	/** the execution that it runs again */
	retryOf: number | null;
	/** the item that the trigger started it with; undefined where none is stored */
	item: JsonObject | undefined;
	/** the nodes that ended without an error */
	done: string[];
	/** what n8n says went wrong */
	error: string | undefined;
	/** everything that is stored of it but the workflow, as text */
	text: string;
}

interface Run {
	error?: unknown;
	executionStatus?: string;
	data?: { main?: Array<Array<{ json: JsonObject }> | null> };
}

/** The parts of an execution's data that are looked at. */
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
 * Reads all executions of some workflows from n8n's database, the oldest first, each once an item: its REST interface gives
 * 100 at a time and leaves out what was deleted.
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
	// Of an execution that was interrupted, n8n keeps the item where the trigger was still to run. What it
	// then gives as the trigger's output is a stand-in of its own.
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
