import { startQueue, type Queue } from '../../harness/n8n/queue/queue.ts';
import { treeCpuTime } from '../../harness/cpuTime.ts';
import { Loader } from './loader.ts';
import { loads, type Load } from './loads.ts';
import { sendSlice, type Slice, type Watched } from './slices.ts';
import { createSubjects, type SubjectName } from './subjects.ts';

export interface QueueModeOptions {
	/** the packed package */
	tarball: string;
	/** without the warm-up */
	rounds: number;
	/** ms */
	sliceMs: number;
	note(text: string): void;
}

export interface QueueModeResult {
	/** one for each number of webhook processors */
	runs: Array<{ processors: number; workers: number; slices: Slice[] }>;
	/** for M by size of the event, and for B with 1 kB */
	stored: { kilobyte: Growth; hundredKilobytes: Growth; shared: Growth };
}

/** What the executions of some events take in Postgres. */
export interface Growth {
	/** bytes per event by which Postgres' tables and indexes of executions grew */
	bytes: number;
	/** events per execution */
	perExecution: number;
}

const workers = 2;

/** Enough to keep each processor busy. */
const connections = 20;

const wanted: Array<{ name: string; subjects: SubjectName[] }> = [
	{ name: 'accepted, 5 connections', subjects: ['W', 'M', 'B'] },
	{ name: 'accepted, 100 kB', subjects: ['M'] },
];

const queueLoads: Load[] = wanted.flatMap(({ name, subjects }) =>
	loads
		.filter((load) => load.name === name)
		.map((load) => ({ ...load, subjects, connections, share: 1 })),
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

async function executionsIn({ postgres }: Queue): Promise<{ bytes: number; executions: number }> {
	const [row] = await postgres.query<{ bytes: string; executions: string }>(
		`SELECT pg_total_relation_size('execution_entity') + pg_total_relation_size('execution_data') AS bytes,
			(SELECT count(*) FROM execution_entity) AS executions`,
	);
	return { bytes: Number(row?.bytes), executions: Number(row?.executions) };
}

async function measure(
	processors: number,
	{ tarball, rounds, sliceMs, note }: QueueModeOptions,
): Promise<{ slices: Slice[]; stored: QueueModeResult['stored'] }> {
	const queue = await startQueue({ tarball, processors, workers });
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
		const slices: Slice[] = [];
		const grown = new Map<string, { bytes: number; executions: number; events: number }>();
		for (let round = 0; round <= rounds; round++) {
			for (const load of queueLoads) {
				const order = round % 2 === 0 ? load.subjects : load.subjects.toReversed();
				for (const name of order) {
					const subject = subjects.get(name);
					if (!subject) throw new Error(`There is no ${name}`);
					const before = await executionsIn(queue);
					const slice = await sendSlice({ load, subject, watched, loader, round, sliceMs });
					slices.push(slice);
					const after = await executionsIn(queue);
					const key = `${load.name}, ${name}`;
					const sum = grown.get(key) ?? { bytes: 0, executions: 0, events: 0 };
					grown.set(key, {
						bytes: sum.bytes + after.bytes - before.bytes,
						executions: sum.executions + after.executions - before.executions,
						events: sum.events + slice.outcome.answers,
					});
				}
			}
			const what = round === 0 ? 'warm-up' : `round ${round} of ${rounds}`;
			note(`queue mode, webhook processors: ${processors}: ${what}`);
		}
		const growth = (load: string, subject: SubjectName): Growth => {
			const { bytes, executions, events } = grown.get(`${load}, ${subject}`)!;
			return { bytes: bytes / events, perExecution: events / executions };
		};
		const [small, large] = wanted.map(({ name }) => name) as [string, string];
		const stored = {
			kilobyte: growth(small, 'M'),
			hundredKilobytes: growth(large, 'M'),
			shared: growth(small, 'B'),
		};
		return { slices, stored };
	} finally {
		loader.stop();
		await queue.stop();
	}
}

/** Measures accepted events in n8n's queue mode with one webhook processor, then with two. */
export async function measureQueueMode(options: QueueModeOptions): Promise<QueueModeResult> {
	const one = await measure(1, options);
	const two = await measure(2, options);
	return {
		runs: [
			{ processors: 1, workers, slices: one.slices },
			{ processors: 2, workers, slices: two.slices },
		],
		stored: two.stored,
	};
}
