import { treeCpuTime } from '../../harness/cpuTime.ts';
import { type Queue, startQueue } from '../../harness/n8n/queue/queue.ts';
import { Loader } from './loader.ts';
import { type Load, loads } from './loads.ts';
import { runRounds, type Slice, type Watched } from './slices.ts';
import { createSubjects, type SubjectName } from './subjects.ts';

export interface QueueModeOptions {
	tarball: string;
	rounds: number;
	/** ms */
	sliceMs: number;
	note(text: string): void;
}

export interface QueueModeResult {
	/** one for each number of webhook processors */
	runs: Array<{ processors: number; workers: number; slices: Slice[] }>;
}

const WORKERS = 2;

/** Enough to keep each processor busy. */
const CONNECTIONS = 20;

const wanted: Array<{ name: string; subjects: SubjectName[] }> = [
	{ name: 'accepted, 5 connections', subjects: ['W', 'M', 'B'] },
	{ name: 'accepted, 100 kB', subjects: ['M'] },
];

const queueLoads: Load[] = wanted.flatMap(({ name, subjects }) =>
	loads
		.filter((load) => load.name === name)
		.map((load) => ({ ...load, subjects, connections: CONNECTIONS, share: 1 })),
);

function cpuTimes({ main, processors, workers, postgres, redis, proxy }: Queue) {
	const sum = (pids: number[]) => pids.map(treeCpuTime).reduce((all, seconds) => all + seconds, 0);
	return {
		'webhook processors': sum(processors.map(({ n8n }) => n8n.pid)),
		workers: sum(workers.map(({ n8n }) => n8n.pid)),
		Postgres: sum([postgres.pid]),
		Redis: sum([redis.pid]),
		HAProxy: sum([proxy.pid]),
		main: sum([main.n8n.pid]),
	};
}

async function measure(
	processors: number,
	{ tarball, rounds, sliceMs, note }: QueueModeOptions,
): Promise<QueueModeResult['runs'][number]> {
	const queue = await startQueue({ tarball, processors, workers: WORKERS });
	const loader = new Loader();
	try {
		const subjects = await createSubjects(queue, ['W', 'M', 'B']);
		const watched: Watched = {
			cpuTimes: () => cpuTimes(queue),
			isIdle: async () => {
				const [row] = await queue.postgres.query<{ n: string }>(
					`SELECT count(*) AS n FROM execution_entity WHERE status IN ('new', 'running')`,
				);
				return Number(row?.n) === 0;
			},
		};
		const tell = (text: string) => note(`queue mode, webhook processors: ${processors}: ${text}`);
		const all = { loads: queueLoads, subjects, watched, loader, rounds, sliceMs, note: tell };
		const slices = await runRounds(all);
		return { processors, workers: WORKERS, slices };
	} finally {
		loader.stop();
		await queue.stop();
	}
}

/** Measures accepted events in n8n's queue mode with one webhook processor, then with two. */
export async function measureQueueMode(options: QueueModeOptions): Promise<QueueModeResult> {
	return { runs: [await measure(1, options), await measure(2, options)] };
}
