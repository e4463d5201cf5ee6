import type { Database } from '../../harness/n8n/database.ts';
import { createDataTable, getTableName } from '../../harness/n8n/dataTables.ts';
import type { ReceiverOptions } from '../../harness/n8n/receiver.ts';
import type { RestClient } from '../../harness/n8n/rest.ts';
import { locator } from '../../harness/n8n/workflows.ts';

type Step = NonNullable<ReceiverOptions['next']>[number];

/**
 * The side effect of a workflow: an upsert, by idempotency key, of a row in one of n8n's Data Tables.
 */
export class Effects {
	readonly step: Step;
	readonly #table: string;

	private constructor(table: string) {
		this.#table = table;
		const key = '={{ $json.idempotencyKey }}';
		this.step = {
			name: 'Done',
			type: 'n8n-nodes-base.dataTable',
			typeVersion: 1,
			parameters: {
				resource: 'row',
				operation: 'upsert',
				dataTableId: locator(table),
				matchType: 'allConditions',
				filters: {
					conditions: [{ keyName: 'idempotencyKey', condition: 'eq', keyValue: key }],
				},
				columns: { mappingMode: 'defineBelow', value: { idempotencyKey: key } },
				options: {},
			},
			// What a user would set for an idempotent step: a database that has just started refuses connections
			// for a moment.
			retryOnFail: true,
			maxTries: 5,
			waitBetweenTries: 5000,
		};
	}

	static async create(client: RestClient): Promise<Effects> {
		const id = await createDataTable(client, `Effects ${Date.now()}`, ['idempotencyKey']);
		return new Effects(id);
	}

	/** How many keys have a row, and how many rows are duplicates. */
	async count(database: Database): Promise<{ keys: number; twice: number }> {
		const rows = await database.all<{ key: string }>(
			`SELECT "idempotencyKey" AS key FROM "${getTableName(this.#table)}"`,
		);
		const keys = new Set(rows.map(({ key }) => key)).size;
		return { keys, twice: rows.length - keys };
	}
}
