import { startQueue, type Queue } from '../queue/queue.ts';
import { treeCpuTime } from '../../e2e/host/cpuTime.ts';
import { Loader } from './loader.ts';
import { loads, type Load } from './loads.ts';
import { sendSlice, type Slice, type Watched } from './slices.ts';
import { createSubjects, type SubjectName } from './subjects.ts';

export interface QueueModeOptions {
	/** the packed package */
	tarball: string;
	/** after the warm-up */
	rounds: number;
	/** ms */
	sliceMs: number;
	note(text: string): void;
}

export interface QueueModeResult {
	/** by the number of webhook processors */
	runs: Array<{ processors: number; workers: number; slices: Slice[] }>;
	/** bytes that Postgres' tables and indexes of executions grew by for each event, by the event's size */
	stored: { kilobyte: number; hundredKilobytes: number };
}

const workers = 2;

/** Enough of them that each processor always has some. */
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

async function tablesOf({ postgres }: Queue): Promise<number> {
	const [row] = await postgres.query<{ bytes: string }>(
		`SELECT pg_total_relation_size('execution_entity') + pg_total_relation_size('execution_data') AS bytes`,
	);
	return Number(row?.bytes);
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
		const grown = new Map<Load, { bytes: number; events: number }>();
		for (let round = 0; round <= rounds; round++) {
			for (const load of queueLoads) {
				const order = round % 2 === 0 ? load.subjects : load.subjects.toReversed();
				for (const name of order) {
					const subject = subjects.get(name);
					if (!subject) throw new Error(`There is no ${name}`);
					const before = await tablesOf(queue);
					const slice = await sendSlice({ load, subject, watched, loader, round, sliceMs });
					slices.push(slice);
					if (name !== 'M') continue;
					const { bytes = 0, events = 0 } = grown.get(load) ?? {};
					grown.set(load, {
						bytes: bytes + (await tablesOf(queue)) - before,
						events: events + slice.outcome.answers,
					});
				}
			}
			const what = round === 0 ? 'warm-up' : `round ${round} of ${rounds}`;
			note(`queue mode, webhook processors: ${processors}: ${what}`);
		}
		const [kilobyte = NaN, hundredKilobytes = NaN] = [...grown.values()].map(
			({ bytes, events }) => bytes / events,
		);
		return { slices, stored: { kilobyte, hundredKilobytes } };
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
