import type { Reachable } from '../host/n8n.ts';
import { waitFor } from '../host/wait.ts';

/** looks in a row that must show the same before n8n counts as done */
const looks = 4;

interface Listed {
	count: number;
	results: Array<{ id: string }>;
}

/**
 * Waits until n8n has nothing left to do: no execution runs, and none is added any more, also none of a
 * request whose sender has hung up long ago.
 */
export async function settle({ client }: Reachable, timeout = 240_000): Promise<void> {
	let seen = '';
	let same = 0;
	const list = async (filter: object, limit: number) => {
		const query = `filter=${encodeURIComponent(JSON.stringify(filter))}&limit=${limit}`;
		return await client.request<Listed>('GET', `/rest/executions?${query}`);
	};
	await waitFor(
		async () => {
			const running = await list({ status: ['running', 'new'] }, 1);
			const newest = await list({}, 1);
			const now = `${running.results.length} ${newest.results[0]?.id ?? ''}`;
			same = now === seen && running.results.length === 0 ? same + 1 : 0;
			seen = now;
			return same >= looks;
		},
		{ what: 'n8n to have nothing left to do', timeout, interval: 500 },
	);
}
