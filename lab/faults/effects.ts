import type { ReceiverOptions } from '../../e2e/host/receiver.ts';
import type { RestClient } from '../../e2e/host/rest.ts';
import type { Database } from '../../e2e/host/database.ts';
import type { Row } from '../table.ts';

type Step = NonNullable<ReceiverOptions['next']>[number];

/**
 * What a workflow does outside of its execution: it writes a row into one of n8n's Data Tables, or finds
 * that the row of this idempotency key is there already.
 */
export class Effects {
	/** the workflow's last step */
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
				dataTableId: { __rl: true, mode: 'id', value: table },
				matchType: 'allConditions',
				filters: {
					conditions: [{ keyName: 'idempotencyKey', condition: 'eq', keyValue: key }],
				},
				columns: { mappingMode: 'defineBelow', value: { idempotencyKey: key } },
				options: {},
			},
			// As a person would set it for a step that may be repeated: a database that has just been started
			// refuses for a moment.
			retryOnFail: true,
			maxTries: 5,
			waitBetweenTries: 5000,
		};
	}

	static async create(client: RestClient): Promise<Effects> {
		const project = await client.request<{ id: string }>('GET', '/rest/projects/personal');
		const { id } = await client.request<{ id: string }>(
			'POST',
			`/rest/projects/${project.id}/data-tables`,
			{
				name: `Effects ${Date.now()}`,
				columns: [{ name: 'idempotencyKey', type: 'string' }],
			},
		);
		return new Effects(id);
	}

	/** How many rows there are, and how many are there a second time. */
	async row(database: Database): Promise<Row> {
		const rows = await database.all<{ key: string }>(
			`SELECT "idempotencyKey" AS key FROM "data_table_user_${this.#table}"`,
		);
		const keys = new Set(rows.map(({ key }) => key)).size;
		return { effects: keys, 'effects twice': rows.length - keys };
	}
}
