import { randomUUID } from 'node:crypto';

/** How long n8n may take to store what a poll has emitted, in milliseconds. */
export const MAX_STORING_MS = 10_000;

/** What n8n has kept has a revision, which is another one after each emission. */
interface Kept {
	revision: string;
}

/** Tells what n8n has kept of the last emission, so that the next poll goes on from the right state. */
export class Revisions {
	/** The last emission: when it was, and the revision that n8n had kept before. */
	private emitted = { at: -Infinity, from: '' };

	/** @param current the revision that n8n keeps next */
	constructor(public current: string) {}

	/** Whether n8n has kept the last emission. */
	isCurrent({ revision }: Kept): boolean {
		return this.current === revision;
	}

	/** Whether n8n may still be storing the last emission. */
	isBeingStored(kept: Kept | undefined, now: number): boolean {
		const { at, from } = this.emitted;
		return kept?.revision === from && now - at < MAX_STORING_MS;
	}

	/** Notes an emission. */
	noteEmission(now: number): void {
		this.emitted = { at: now, from: this.current };
		this.current = randomUUID();
	}
}
