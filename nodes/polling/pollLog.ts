import { nodeKey } from '../once/nodeKey';
import type { PollContext } from './settings';

/** How often a line of one kind is logged, in milliseconds. */
const LOG_EVERY_MS = 60_000;

const loggedAt = new Map<string, number>();

/** Logs a line, unless one of its kind was logged less than a minute ago. */
export function logOnceAMinute(context: PollContext, type: string, text: string): void {
	const key = `${nodeKey(context)} ${type}`;
	const now = performance.now();
	if (now - (loggedAt.get(key) ?? -Infinity) < LOG_EVERY_MS) return;
	loggedAt.set(key, now);
	const { name } = context.getNode();
	context.logger.warn(`${name} (workflow ${context.getWorkflow().id}): ${text}`);
}
