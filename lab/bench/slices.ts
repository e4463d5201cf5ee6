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

function checked(outcome: Outcome, { load, subject }: SliceOptions): Outcome {
	if (outcome.wrong === 0) return outcome;
	throw new Error(
		`${subject.name} gave ${outcome.wrong} wrong answers out of ${outcome.answers} in "${load.name}". The first: ${outcome.firstWrong}`,
	);
}
