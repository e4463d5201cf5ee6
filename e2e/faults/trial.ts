import type { Tarball } from '../host/tarball.ts';

export type Row = Record<string, string | number>;

export interface TrialOptions {
	/** the short form, for every test run, or the whole */
	short: boolean;
	/** the packed package */
	tarball: Pick<Tarball, 'path'>;
	/** of what is generated */
	seed: number;
	/** a line about what is going on */
	note(text: string): void;
}

export interface TrialResult {
	rows: Row[];
	/** each breaks the rule that an event answered 200 is kept, or another rule of the trial */
	faults: string[];
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
