import type { Reachable } from '../../e2e/host/n8n.ts';
import { waitFor } from '../../e2e/host/wait.ts';

/** ms between two looks */
const interval = 500;

/** looks in a row that must show the same before n8n counts as done */
const looks = 4;

/** the same where executions are queued: workers that run would have taken one of them by then */
const looksAtQueued = 60;

interface Listed {
	count: number;
	results: Array<{ id: string }>;
}

/**
 * Waits until n8n has nothing left to do: no execution runs, and none is added any more, also none of a
 * request whose sender has hung up long ago. An execution may be left in the queue for good.
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
			const running = await list({ status: ['running'] }, 1);
			const queued = await list({ status: ['new'] }, 100);
			const newest = await list({}, 1);
			const ids = [...running.results, ...queued.results, ...newest.results].map(({ id }) => id);
			const now = ids.join();
			same = now === seen && running.results.length === 0 ? same + 1 : 0;
			seen = now;
			return same >= (queued.results.length > 0 ? looksAtQueued : looks);
		},
		{ what: 'n8n to have nothing left to do', timeout, interval },
	);
}
