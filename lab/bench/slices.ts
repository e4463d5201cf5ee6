import { waitFor } from '../../harness/wait.ts';
import type { Outcome } from './load.ts';
import type { Loader } from './loader.ts';
import { type Load, newPrefix } from './loads.ts';
import type { Subject, SubjectName } from './subjects.ts';

export interface Slice {
	load: string;
	subject: SubjectName;
	/** 0 is the warm-up */
	round: number;
	outcome: Outcome;
	rate: number;
	/** CPU ms per answer, with the execution that it starts: in total, and by part */
	cpu: number;
	cpuOf: Record<string, number>;
}

/** What receives the events, and what is measured of it. */
export interface Watched {
	/** The CPU time that each part has used so far, in seconds. */
	cpuTimes(): Record<string, number>;
	isIdle(): Promise<boolean>;
}

export interface SliceOptions {
	load: Load;
	subject: Subject;
	watched: Watched;
	loader: Loader;
	round: number;
	sliceMs: number;
}

/**
 * Sends one slice, and waits until everything that it started has ended, so that it doesn't slow down the next
 * one.
 * @throws Error if an answer is wrong, since the figures would then mean something else
 */
export async function sendSlice(options: SliceOptions): Promise<Slice> {
	const { load, subject, watched, loader, round, sliceMs } = options;
	const { url } = subject;
	const { connections, burst, share = 1 } = load;
	const job = { ...load.request(subject), url, prefix: newPrefix(), connections };
	if (job.sameId) {
		const expected = { status: 200, text: subject.says.accepted };
		checked(await loader.run({ ...job, expected, connections: 1, count: 1 }), options);
	}
	const before = watched.cpuTimes();
	const length = burst === undefined ? { ms: sliceMs * share } : { count: burst };
	const outcome = checked(await loader.run({ ...job, ...length }), options);
	await waitFor(async () => await watched.isIdle(), {
		what: `${subject.name} to finish the events of "${load.name}"`,
		timeout: 120_000,
		interval: 50,
	});
	const cpuOf: Record<string, number> = {};
	for (const [part, seconds] of Object.entries(watched.cpuTimes())) {
		cpuOf[part] = ((seconds - (before[part] ?? 0)) * 1000) / outcome.answers;
	}
	return {
		load: load.name,
		subject: subject.name,
		round,
		outcome,
		rate: outcome.answers / outcome.seconds,
		cpu: Object.values(cpuOf).reduce((sum, ms) => sum + ms, 0),
		cpuOf,
	};
}

interface Rounds extends Pick<SliceOptions, 'watched' | 'loader' | 'sliceMs'> {
	loads: Load[];
	subjects: Map<SubjectName, Subject>;
	/** without the warm-up */
	rounds: number;
	note(text: string): void;
}

/**
 * Runs all loads in each round, the first of which is the warm-up. Each load runs its subjects one after another,
 * in reverse order every second round.
 * @param send sends one slice
 */
export async function runRounds(
	{ loads, subjects, rounds, note, ...options }: Rounds,
	send: (options: SliceOptions) => Promise<Slice> = sendSlice,
): Promise<Slice[]> {
	const slices: Slice[] = [];
	for (let round = 0; round <= rounds; round++) {
		for (const load of loads) {
			const order = round % 2 === 0 ? load.subjects : load.subjects.toReversed();
			for (const name of order) {
				const subject = subjects.get(name);
				if (!subject) throw new Error(`There is no ${name}`);
				slices.push(await send({ load, subject, round, ...options }));
			}
		}
		note(round === 0 ? 'warm-up' : `round ${round} of ${rounds}`);
	}
	return slices;
}

function checked(outcome: Outcome, { load, subject }: SliceOptions): Outcome {
	if (outcome.wrong === 0) return outcome;
	throw new Error(
		`${subject.name} gave ${outcome.wrong} wrong answers out of ${outcome.answers} in "${load.name}". The first: ${outcome.firstWrong}`,
	);
}
