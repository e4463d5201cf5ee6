import type { Row } from '../table.ts';
import type { Tarball } from '../../e2e/host/tarball.ts';
import { startQueue, type Queue } from '../queue/queue.ts';

export interface TrialOptions {
	/** the short form, for every test run, or the whole */
	short: boolean;
	/** the packed package */
	tarball: Pick<Tarball, 'path'>;
	/** Max Events per Execution, in the trials with workflows */
	maxEvents: number;
	/** of what is generated */
	seed: number;
	/** an n8n in queue mode that several trials use, one after the other; one of its own unless given */
	queue?: Queue;
	/** a line about what is going on */
	note(text: string): void;
}

export interface TrialResult {
	rows: Row[];
	/** each breaks the rule that an event answered 200 is kept, or another rule of the trial */
	violations: string[];
	/** what a reader of the rows has to know */
	notes: string[];
}

export interface Trial {
	number: number;
	title: string;
	/** what it does and what is asked of it, in a sentence or two */
	what: string;
	run(options: TrialOptions): Promise<TrialResult>;
}

/** In a short form nobody waits two minutes for n8n to look for executions that are in no queue. */
const shortEnv = { N8N_EXECUTIONS_QUEUE_RECOVERY_INTERVAL: '0.2' };

/** The n8n in queue mode of a trial, or of several short ones. */
export async function startTrialQueue({ short, tarball, note }: TrialOptions): Promise<Queue> {
	return await startQueue({ tarball: tarball.path, env: short ? shortEnv : {}, note });
}

/** Lets a trial use the n8n in queue mode that it was given, or one of its own. */
export async function withQueue<Result>(
	options: TrialOptions,
	use: (queue: Queue) => Promise<Result>,
): Promise<Result> {
	if (options.queue) return await use(options.queue);
	const queue = await startTrialQueue(options);
	try {
		return await use(queue);
	} finally {
		await queue.stop();
	}
}
