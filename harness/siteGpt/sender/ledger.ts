import type { Kind } from '../payloads.ts';
import { DELIVERED_STATUS } from './protocol.ts';

export interface Attempt {
	event: string;
	kind: Kind;
	/** 1 to 4 */
	attempt: number;
	/** ISO 8601 */
	sentAt: string;
	/** null: no answer in time */
	status: number | null;
	/** why there was no answer: "timeout", or the code of a failed system call */
	error: string | null;
	/** from sending to the answer or the failure */
	ms: number;
	/** the start of the answer */
	text: string;
}

/** What happened to an event: it was delivered, or the sender gave up on it. */
export type Outcome = 'delivered' | 'given up';

export interface Totals {
	events: number;
	attempts: number;
	/** events answered with 200 */
	delivered: number;
	/** events whose every attempt failed */
	givenUp: number;
	/** attempts without an answer in 5 s */
	timeouts: number;
	/** how often each status or error occurred */
	answers: Record<string, number>;
}

export function isDelivered({ status }: Pick<Attempt, 'status'>): boolean {
	return status === DELIVERED_STATUS;
}

/** Every attempt that was made. */
export class Ledger {
	readonly attempts: Attempt[] = [];
	/** by event ID, for events that the sender is done with */
	readonly outcomes = new Map<string, Outcome>();

	/** The part of this ledger for one kind of event. */
	of(kind: Kind): Ledger {
		const part = new Ledger();
		for (const attempt of this.attempts) {
			if (attempt.kind !== kind) continue;
			part.attempts.push(attempt);
			const outcome = this.outcomes.get(attempt.event);
			if (outcome) part.outcomes.set(attempt.event, outcome);
		}
		return part;
	}

	/** How many attempts a trigger answered with this status text, such as "duplicate". */
	said(status: string): number {
		return this.attempts.filter(({ text }) => text === `{"status":"${status}"}`).length;
	}

	totals(): Totals {
		const answers: Record<string, number> = {};
		for (const { status, error } of this.attempts) {
			const answer = String(status ?? error);
			answers[answer] = (answers[answer] ?? 0) + 1;
		}
		const count = (outcome: Outcome) =>
			[...this.outcomes.values()].filter((entry) => entry === outcome).length;
		return {
			events: new Set(this.attempts.map(({ event }) => event)).size,
			attempts: this.attempts.length,
			delivered: count('delivered'),
			givenUp: count('given up'),
			timeouts: answers[TIMEOUT] ?? 0,
			answers,
		};
	}
}

/** the error of an attempt that wasn't answered in time */
export const TIMEOUT = 'timeout';
