import { waitFor } from '../../e2e/host/wait.ts';
import type { Outcome } from './load.ts';
import type { Loader } from './loader.ts';
import { newPrefix, type Load } from './loads.ts';
import type { Subject, SubjectName } from './subjects.ts';

/** One load on one subject in one round. */
export interface Slice {
	load: string;
	subject: SubjectName;
	/** 0 is the warm-up */
	round: number;
	outcome: Outcome;
	/** answers a second */
	rate: number;
	/** processor time for each answer and what it leads to, in ms: of all parts, and of each */
	cpu: number;
	cpuOf: Record<string, number>;
}

/** What takes the events, as far as it has to be watched. */
export interface Watched {
	/** Its parts and the processor time that each has taken so far, in seconds. */
	cpuTimes(): Record<string, number>;
	/** Whether nothing is under way. */
	isIdle(): Promise<boolean>;
}

export interface SliceOptions {
	load: Load;
	subject: Subject;
	watched: Watched;
	loader: Loader;
	round: number;
	/** of a load with share 1, in ms */
	sliceMs: number;
}

/**
 * Sends one slice, and waits until all that it started has ended: it must not weigh on the next one.
 * @throws Error where an answer is not as it has to be: what is measured would be something else
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
		what: `${subject.name} to be done with the events of "${load.name}"`,
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
		`${subject.name} gave ${outcome.wrong} of ${outcome.answers} answers of "${load.name}" that it must not give, such as: ${outcome.firstWrong}`,
	);
}
