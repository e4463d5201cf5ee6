import type { Reachable } from '../../harness/n8n/n8n.ts';
import { waitFor } from '../../harness/wait.ts';

/** ms between two checks */
const INTERVAL_MS = 500;

/** identical checks in a row before n8n counts as idle */
const IDLE_CHECKS = 4;

/** the same if executions are queued or running: by then, a worker would have taken or finished one of them */
const IDLE_CHECKS_IF_UNFINISHED = 60;

interface Listed {
	count: number;
	results: Array<{ id: string }>;
}

/**
 * Waits until n8n is idle: no execution starts or ends anymore, and none is added, not even by a request whose
 * sender hung up long ago. A killed worker may leave an execution in the queue, or running, forever.
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
			// Two lists: the 100 newest of a long queue don't change while older ones run.
			const running = await list({ status: ['running'] }, 100);
			const queued = await list({ status: ['new'] }, 100);
			const newest = await list({}, 1);
			const ids = [...running.results, ...queued.results, ...newest.results].map(({ id }) => id);
			const now = ids.join();
			same = now === seen ? same + 1 : 0;
			seen = now;
			const isUnfinished = running.results.length + queued.results.length > 0;
			return same >= (isUnfinished ? IDLE_CHECKS_IF_UNFINISHED : IDLE_CHECKS);
		},
		{ what: 'n8n to be idle', timeout, interval: INTERVAL_MS },
	);
}
