import type { IWebhookFunctions, Logger } from 'n8n-workflow';

/** A line for n8n's log. */
export interface LogEntry {
	/** `info` for what the node's settings ask for, `warn` for what somebody should look at. */
	level: 'info' | 'warn' | 'error';
	/** Entries of one node with the same reason are counted together. */
	reason: string;
	/** What happened, why, and what to do, without any value of the payload but an unknown event's name. */
	message: string;
}

interface Counted {
	loggedAt: number;
	/** How many there were since the last line. */
	unlogged: number;
	/** The last one. */
	entry: LogEntry;
	source: string;
	logger: Logger;
}

/** Milliseconds between two lines of one node and reason. */
const LOG_EVERY_MS = 60_000;

/** The most pairs of a node and a reason to count, at about 500 bytes each. */
const MAX_COUNTED = 1000;

/** The one that was logged longest ago comes first. */
const counted = new Map<string, Counted>();

/**
 * Logs what a trigger refuses or ignores, so that every refusal is visible and a flood doesn't fill the log:
 * for each node and reason the first one immediately, further ones at most once a minute with their number.
 * @param now milliseconds on a monotonic clock
 */
export function logRefusal(
	context: Pick<IWebhookFunctions, 'getNode' | 'getWorkflow' | 'logger'>,
	entry: LogEntry,
	now: number = performance.now(),
): void {
	logOverdue(now);
	const { id, name } = context.getNode();
	const { id: workflowId } = context.getWorkflow();
	const key = JSON.stringify([workflowId, id, entry.reason]);
	const known = counted.get(key);
	if (known) {
		known.unlogged++;
		known.entry = entry;
		return;
	}
	const source = `${name} (workflow ${workflowId})`;
	const first = { loggedAt: now, unlogged: 0, entry, source, logger: context.logger };
	counted.set(key, first);
	write(first, '');
	const [[oldest, evicted]] = counted;
	if (counted.size > MAX_COUNTED) {
		counted.delete(oldest);
		writeNumber(evicted);
	}
}

/**
 * Logs the numbers whose minute is over. Nodes have no timers, so each request to any of the triggers
 * does it.
 */
export function logOverdue(now: number = performance.now()): void {
	for (const [key, entry] of counted) {
		if (now - entry.loggedAt < LOG_EVERY_MS) return;
		counted.delete(key);
		if (entry.unlogged === 0) continue;
		writeNumber(entry);
		counted.set(key, { ...entry, loggedAt: now, unlogged: 0 });
	}
}

function writeNumber(counted: Counted): void {
	if (counted.unlogged > 0) write(counted, ` (${counted.unlogged} more since the last such line)`);
}

function write({ logger, source, entry }: Counted, suffix: string): void {
	try {
		logger[entry.level](`${source}: ${entry.message}${suffix}`);
	} catch {
		// The sender has its answer, and if this threw, n8n would store a failed execution.
	}
}
