import type { RestClient } from './rest.ts';

/** Creates one of n8n's Data Tables, with text columns, and returns its ID. */
export async function createDataTable(
	client: RestClient,
	name: string,
	columns: string[],
): Promise<string> {
	const { id } = await client.request<{ id: string }>('POST', await pathOf(client), {
		name,
		columns: columns.map((column) => ({ name: column, type: 'string' })),
	});
	return id;
}

export async function deleteDataTable(client: RestClient, id: string): Promise<void> {
	await client.request('DELETE', `${await pathOf(client)}/${id}`);
}

async function pathOf(client: RestClient): Promise<string> {
	const project = await client.request<{ id: string }>('GET', '/rest/projects/personal');
	return `/rest/projects/${project.id}/data-tables`;
}

/** The name of a Data Table's table in n8n's database. */
export function tableOf(id: string): string {
	return `data_table_user_${id}`;
}
