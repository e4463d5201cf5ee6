import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { unpack } from '../unpacked.ts';
import { addUp } from './total.ts';
import type { Trial, TrialOptions, TrialResult } from './trial.ts';

export type Manner = 'new' | 'repeated' | 'hung up' | 'hung up early' | 'refused' | 'together';

export interface Case {
	what: string;
	manner: Manner;
	ignoreDuplicates: 'off' | 'process';
	/** the setting Duplicate Window, in seconds */
	window: number;
}

export interface Measured {
	what: string;
	events: number;
	/** bytes of heap before the first event, and after each tenth of the events */
	heap: number[];
	answers: Record<string, number>;
}

const cases: Case[] = [
	{ what: 'all new, duplicates off', manner: 'new', ignoreDuplicates: 'off', window: 60 },
	{ what: 'all new, duplicates ignored', manner: 'new', ignoreDuplicates: 'process', window: 3600 },
	{ what: 'each twice', manner: 'repeated', ignoreDuplicates: 'process', window: 3600 },
	{ what: 'sender hangs up', manner: 'hung up', ignoreDuplicates: 'process', window: 3600 },
	{
		what: 'sender hangs up before the trigger records the event',
		manner: 'hung up early',
		ignoreDuplicates: 'process',
		window: 3600,
	},
	{
		what: 'ten at a time share executions, every third sender hangs up',
		manner: 'together',
		ignoreDuplicates: 'process',
		window: 3600,
	},
	{ what: 'wrong token', manner: 'refused', ignoreDuplicates: 'process', window: 3600 },
];

const KB = 1024;

/** bytes by which the heap may grow in the second half: the engine keeps compiled code and object shapes */
const MAX_GROWTH_BYTES = 1024 * KB;

/** bytes that a node may use to remember deliveries: about 200 for each, plus overhead of the engine */
const MAX_REMEMBERED_BYTES = 5 * 1024 * KB;

async function run(options: TrialOptions): Promise<TrialResult> {
	const folder = await unpack(options.tarball.path);
	try {
		return await measure(join(folder, 'package'), options);
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}

async function measure(
	packed: string,
	{ short, note }: Pick<TrialOptions, 'short' | 'note'>,
): Promise<TrialResult> {
	const events = short ? 20_000 : 100_000;
	const violations: string[] = [];
	const rows = [];
	for (const one of cases) {
		note(one.what);
		// One process per case, so that none starts with another's heap.
		// If each event is sent twice, it takes twice as many to fill the memory of deliveries.
		const count = one.manner === 'repeated' ? 2 * events : events;
		const { stdout } = await promisify(execFile)(
			process.execPath,
			[
				'--expose-gc',
				fileURLToPath(new URL('memoryProcess.ts', import.meta.url)),
				JSON.stringify({ ...one, events: count, packed }),
			],
			{ timeout: 300_000 },
		);
		const { heap, answers } = JSON.parse(stdout) as Measured;
		const [before = 0, ...tenths] = heap;
		// A node remembers 10,000 deliveries, which half of the events fill: the second half must add nothing.
		const half = tenths[Math.floor(tenths.length / 2)] ?? 0;
		const end = tenths.at(-1) ?? 0;
		const growth = end - half;
		if (growth > MAX_GROWTH_BYTES)
			violations.push(`${one.what}: the heap grew by ${growth} bytes in the second half`);
		if (end - before > MAX_REMEMBERED_BYTES) {
			violations.push(`${one.what}: the heap is ${end - before} bytes larger at the end`);
		}
		const answered = Object.values(answers).reduce((sum, count) => sum + count, 0);
		if (answered !== count) violations.push(`${one.what}: ${answered} of ${count} answered`);
		const kB = (bytes: number) => Math.round(bytes / KB);
		rows.push({
			case: one.what,
			events: count,
			'heap at the start, kB': kB(before),
			'after a tenth, kB': kB(tenths[0] ?? 0),
			'after half, kB': kB(half),
			'at the end, kB': kB(end),
			'growth in the second half, kB': kB(growth),
			answers: Object.entries(answers)
				.map(([answer, count]) => `${answer}: ${count.toLocaleString('en')}`)
				.join(', '),
		});
	}
	return {
		rows,
		violations,
		notes: ['Heap in use after a full garbage collection. Each case runs in its own process.'],
	};
}

export const memory: Trial = {
	number: 5,
	title: 'Memory',
	what: "The built Lead Trigger's `webhook()` is called in one process, without n8n, each time with a real Node.js response. Pass criteria: in the second half, the heap grows by at most 1 MB; at the end, it's at most 5 MB larger than at the start. (A trigger remembers at most 10,000 deliveries.)",
	run,
	totals: (rows) => [addUp(rows)],
};
