import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { JsonObject } from '../../harness/json.ts';
import type { Database } from '../../harness/n8n/database.ts';
import {
	type Execution,
	getItems,
	hasEnded,
	unpackExecution,
} from '../../harness/n8n/executions.ts';
import { waitFor } from '../../harness/wait.ts';

type Stored = Parameters<typeof unpackExecution>[0];

export class Executions {
	readonly #database: Database;
	readonly #workflowId: string;
	readonly #ended = new Map<string, Execution>();

	constructor(database: Database, workflowId: string) {
		this.#database = database;
		this.#workflowId = workflowId;
	}

	/** Those that have ended, oldest first. */
	async ended(): Promise<Execution[]> {
		const known = [...this.#ended.keys()].join(', ');
		const rows = await this.#database.all<Stored>(
			`SELECT e.id, e."workflowId", e.status, e.mode, d.data FROM execution_entity e
			JOIN execution_data d ON d."executionId" = e.id
			WHERE e."workflowId" = '${this.#workflowId}' ${known && `AND e.id NOT IN (${known})`} ORDER BY e.id`,
		);
		for (const row of rows) {
			const execution = unpackExecution(row);
			if (hasEnded(execution)) this.#ended.set(String(row.id), execution);
		}
		return [...this.#ended.values()];
	}

	/** The items that passed the trigger, in the order in which they ran. */
	async items(): Promise<JsonObject[]> {
		const all = await this.ended();
		const successful = all.filter(({ status }) => status === 'success');
		return successful.flatMap((execution) => getItems(execution, 'Trigger'));
	}

	/** Waits until all of these have run, then for another while, and checks that nothing else ran, and nothing twice. */
	async assertEachOnce(expected: readonly string[], options: EachOnce = {}): Promise<void> {
		const { timeout = 60_000, longer = 12_000, idOf = leadId } = options;
		const ran = async () => (await this.items()).map(idOf);
		const has = async () => {
			const all = new Set(await ran());
			return expected.every((id) => all.has(id));
		};
		// What is missing is reported below, with what ran instead.
		await waitFor(has, { what: 'all to run', timeout, interval: 1_000 }).catch(() => {});
		await sleep(longer);
		const all = await ran();
		const wanted = new Set(expected);
		const missing = expected.filter((id) => !all.includes(id));
		const twice = all.filter((id, index) => all.indexOf(id) !== index);
		const others = all.filter((id) => !wanted.has(id));
		const failed = (await this.ended()).filter(({ status }) => status !== 'success');
		const found = `of ${expected.length}: ${missing.length} missing, ${twice.length} twice, ${others.length} others, ${failed.length} failed executions`;
		const none = `of ${expected.length}: 0 missing, 0 twice, 0 others, 0 failed executions`;
		const examples = [missing, twice, others].map(([first]) => first ?? '-').join(', ');
		assert.equal(found, none, `${found} (${examples}; ${failed[0]?.error?.message ?? '-'})`);
	}
}

interface EachOnce {
	/** ms until all should have run */
	timeout?: number;
	/** ms to wait for something that shouldn't run */
	longer?: number;
	/** the ID of what an item is about; default: its lead's */
	idOf?(item: JsonObject): string;
}

export const leadId = ({ lead }: JsonObject) => String((lead as JsonObject).id);
export const messageId = ({ api }: JsonObject) => String((api as JsonObject).messageId);
