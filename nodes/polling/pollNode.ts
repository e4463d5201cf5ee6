import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { titleOf } from '../api/apiError';
import { limiterFor } from '../api/limiter';
import { endWithoutItems } from '../once/endWithoutItems';
import { nodeKey } from '../once/nodeKey';
import { passAndRecord } from '../once/passAndRecord';
import {
	type Failures,
	isReported,
	MAX_FAILURES,
	noteFailure,
	toPollError,
	type When,
} from './failures';
import { toItems } from './items';
import { executedBy, type Finder, keep, pollerFor } from './pollers';
import { logOnceAMinute } from './pollLog';
import { createRun } from './pollRun';
import { sampleItems } from './sample';
import { type PollContext, type PollSettings, readPollSettings } from './settings';

/** What n8n gives a poll, in milliseconds, except for scheduled polls of its durable scheduler. */
const USUAL_BUDGET_MS = 5 * 60 * 1000;

/** How long the poll at publishing may take, in milliseconds: n8n gives up on a trigger after 84 seconds. */
const MAX_FIRST_POLL_MS = 30_000;

/** The part of n8n's budget that a poll uses: its last requests take a while. */
const USED_BUDGET = 0.8;

/** n8n makes one context for all polls of a trigger that it has started. */
const started = new WeakSet<object>();

const failures = new Map<string, Failures>();

/**
 * One poll: what is new in SiteGPT, the oldest first; null if nothing is.
 * @throws NodeApiError or NodeOperationError if a person should see the failure; see {@link isReported}
 */
export async function pollNode(context: PollContext): Promise<INodeExecutionData[][] | null> {
	if (context.getMode() === 'manual') return [await sampleItems(context)];
	const budgetMs = context.getPollBudgetMs?.() ?? USUAL_BUDGET_MS;
	// The durable scheduler makes a context for each poll, and a shorter budget.
	const isFirst = !started.has(context) && budgetMs >= USUAL_BUDGET_MS;
	started.add(context);
	const known = failures.get(nodeKey(context)) ?? { count: 0, reportedAt: -Infinity };
	failures.set(nodeKey(context), known);
	const isPublishing = ['activate', 'update'].includes(context.getActivationMode());
	const when = { isFirst, isPublishing, now: Date.now() };
	try {
		const maxMs = Math.min(budgetMs * USED_BUDGET, isFirst ? MAX_FIRST_POLL_MS : Infinity);
		return await pollOnce(context, { maxMs, known, when });
	} catch (error) {
		if (noteFailure(error, known, when)) throw toPollError(context.getNode(), error);
		const text = `The poll failed. The next one tries again. ${titleOf(error)}`;
		logOnceAMinute(context, 'failure', text);
		return null;
	}
}

interface Poll {
	maxMs: number;
	/** The failed polls before. */
	known: Failures;
	when: When;
}

async function pollOnce(context: PollContext, poll: Poll): Promise<INodeExecutionData[][] | null> {
	// Before the first request: n8n can't evaluate expressions after an overlapping poll has ended.
	const settings = await readPollSettings(context);
	const poller = pollerFor(context, settings);
	if (!poller) return null;
	if (poll.when.isFirst && 'askAgain' in poller) poller.askAgain();
	const waitMs = limiterFor(settings.credential).pauseMs;
	if (waitMs >= poll.maxMs) {
		const text = `SiteGPT received too many requests. No poll until ${new Date(Date.now() + waitMs).toISOString()}.`;
		logOnceAMinute(context, 'waiting', text);
		return null;
	}
	poller.isRunning = true;
	try {
		return await pollWith(poller, context, settings, poll);
	} finally {
		poller.isRunning = false;
	}
}

async function pollWith(
	poller: Finder,
	context: PollContext,
	settings: PollSettings,
	{ maxMs, known, when }: Poll,
): Promise<INodeExecutionData[][] | null> {
	const { notes, error } = await poller.find(createRun(context, settings, maxMs));
	// n8n takes either an error or items. If each poll finds some, they wait for the next one from time to time.
	const isLasting = known.count + 1 >= MAX_FAILURES && !when.isFirst;
	if (error !== undefined && isLasting && isReported(error, known, when)) throw error;
	const { findings, left } = poller.select(Date.now());
	const items = toItems(findings, poller.source, settings);
	poller.noteEmitted(findings, Date.now());
	keep(context, poller);
	for (const { type, text } of notes) logOnceAMinute(context, type, text);
	if (left > 0) {
		const text = `Catching up: ${left} more are left to emit or to read. The next poll continues.`;
		logOnceAMinute(context, 'left', text);
	}
	if (error !== undefined && items.length === 0) throw error;
	if (error === undefined) known.count = 0;
	else {
		known.count++;
		const text = `The poll could not read everything. The next one continues. ${titleOf(error)}`;
		logOnceAMinute(context, 'failure', text);
	}
	return items.length === 0 ? null : [items];
}

/**
 * What n8n runs on the items of a poll, and for a test event. Drops items that have already started an
 * execution: after a crash, a poll emits again what it emitted last.
 */
export async function passOnce(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	if (context.getMode() === 'manual') return [await sampleItems(context)];
	const items = context.getInputData();
	// The items of a retried execution have passed already.
	if (context.getMode() !== 'trigger') return [items];
	const passing = items.map((item) => {
		const key = String(item.json.idempotencyKey);
		return { item, entry: key, laterEntries: [key] };
	});
	executedBy(context).add(passing.map(({ entry }) => entry));
	const fresh = await passAndRecord(context, passing);
	if (fresh.length === 0) endWithoutItems(context);
	return [fresh.map(({ item }) => item)];
}
