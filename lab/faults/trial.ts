import { type Queue, startQueue } from '../../harness/n8n/queue/queue.ts';
import type { Tarball } from '../../harness/n8n/tarball.ts';
import type { Row } from '../table.ts';
import type { Total } from './total.ts';

export interface TrialOptions {
	/** run the short form, as every test run does */
	short: boolean;
	tarball: Pick<Tarball, 'path'>;
	/** Max Events per Execution, in trials 1 to 4 */
	maxEvents: number;
	seed: number;
	/** an n8n in queue mode to use; by default, the trial starts its own */
	queue?: Queue;
	note(text: string): void;
}

export interface TrialResult {
	rows: Row[];
	/** pass criteria that weren't met, such as an event that was answered 200 and isn't stored */
	violations: string[];
	/** paragraphs below the table */
	notes: string[];
}

export interface Trial {
	number: number;
	title: string;
	/** what it does and its pass criteria, in a few sentences */
	what: string;
	run(options: TrialOptions): Promise<TrialResult>;
	/** what its rows come to, for the summary: one entry, or one for each part */
	totals(rows: Row[]): Total[];
}

/** The choices of Ignore Duplicate Deliveries, as n8n shows them. */
export const duplicateChoices = {
	off: 'Off',
	process: 'Within This n8n Process',
	all: 'Across All n8n Processes',
} as const;

/** With deploy/'s settings, n8n looks for executions that dropped out of the queue every two minutes: too slow for a short form. */
const shortEnv = { N8N_EXECUTIONS_QUEUE_RECOVERY_INTERVAL: '0.2' };

/** Starts n8n in queue mode, for a trial or for several short ones. */
export async function startTrialQueue({ short, tarball, note }: TrialOptions): Promise<Queue> {
	return await startQueue({ tarball: tarball.path, env: short ? shortEnv : {}, note });
}

/** Calls `use` with the given n8n in queue mode, or with a new one that is stopped afterwards. */
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
