import type { JsonObject } from '../json.ts';
import type { RestClient } from './rest.ts';
import type { WorkflowDraft } from './workflows.ts';

/** Creates one of n8n's Data Tables, with text columns, and returns its ID. */
export async function createDataTable(
	client: RestClient,
	name: string,
	columns: string[],
): Promise<string> {
	const { id } = await client.request<{ id: string }>('POST', await getPath(client), {
		name,
		columns: columns.map((column) => ({ name: column, type: 'string' })),
	});
	return id;
}

/** Adds rows of text to a Data Table. */
export async function addRows(
	client: RestClient,
	id: string,
	data: Array<Record<string, string>>,
): Promise<void> {
	await client.request('POST', `${await getPath(client)}/${id}/insert`, { data });
}

/** Creates the Data Tables that the workflow's nodes write to, with the columns that they fill. */
export async function createTablesFor(client: RestClient, { nodes }: WorkflowDraft): Promise<void> {
	for (const { type, parameters } of nodes) {
		if (type !== 'n8n-nodes-base.dataTable' || !parameters.columns) continue;
		const { value: name } = parameters.dataTableId as { value: string };
		const { value: columns } = parameters.columns as { value: JsonObject };
		await createDataTable(client, name, Object.keys(columns));
	}
}

export async function deleteDataTable(client: RestClient, id: string): Promise<void> {
	await client.request('DELETE', `${await getPath(client)}/${id}`);
}

async function getPath(client: RestClient): Promise<string> {
	const project = await client.request<{ id: string }>('GET', '/rest/projects/personal');
	return `/rest/projects/${project.id}/data-tables`;
}

/** The name of a Data Table's table in n8n's database. */
export function getTableName(id: string): string {
	return `data_table_user_${id}`;
}
