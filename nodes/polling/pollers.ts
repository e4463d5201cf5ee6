import { deepCopy, type IDataObject, type IExecuteFunctions } from 'n8n-workflow';
import { nodeKey } from '../once/nodeKey';
import { AllChatbots } from './chatbots/allChatbots';
import { type AllState, initialAllState, isAllState } from './chatbots/allState';
import { Executed } from './core/ledger';
import { Poller } from './core/poller';
import { initialState, isPollState, type PollState } from './core/state';
import type { PollContext, PollSettings } from './settings';

/** What finds what is new, in one chatbot or in all. */
export type Finder = Poller | AllChatbots;

/** The field of n8n's static data that holds the state. */
const FIELD = 'polling';

/** What this process remembers, by workflow and node ID, which stays the same when the node is renamed. */
const pollers = new Map<string, { poller: Finder; settings: string }>();
const executed = new Map<string, Executed>();

/**
 * The poller of a trigger: the one that this process has, if it belongs to what n8n has kept, otherwise one that goes
 * on from there. At the first poll after publishing, it sets the mark, before anything can fail.
 * @returns undefined while an earlier poll is under way or being stored: two pollers would go on from different states
 * in turn, and find the same things twice
 */
export function pollerFor(context: PollContext, settings: PollSettings): Finder | undefined {
	const key = nodeKey(context);
	const known = pollers.get(key);
	const isSame = known?.settings === settings.hash;
	const kept = keptState(context, settings);
	if (isSame && known.poller.isBusy(kept, Date.now())) return undefined;
	if (kept && isSame && known.poller.continues(kept)) return known.poller;
	// A poll of an earlier publishing may be under way, and n8n may drop what it emits.
	const earlier = isSame ? known.poller.toState() : undefined;
	const state = kept ?? earlier ?? publishedState(context, settings);
	const poller = createPoller(settings, state, executedBy(context), !kept && !earlier);
	pollers.set(key, { poller, settings: settings.hash });
	if (!kept) keep(context, poller);
	return poller;
}

/** Hands the state to n8n, which stores it with the next execution. */
export function keep(context: PollContext, poller: Finder): void {
	const state = poller.toState();
	// Assigned as a whole, because n8n doesn't notice changes inside a value.
	context.getWorkflowStaticData('node')[FIELD] = state as unknown as IDataObject;
	const { settings, mark, isByN8nClock } = state;
	context.getWorkflowStaticData('global')[globalField(context)] = { settings, mark, isByN8nClock };
}

/** What executions of a trigger have started with in this process. */
export function executedBy(context: PollContext | IExecuteFunctions): Executed {
	const key = nodeKey(context);
	const known = executed.get(key) ?? new Executed();
	executed.set(key, known);
	return known;
}

function createPoller(
	settings: PollSettings,
	state: PollState | AllState,
	executedItems: Executed,
	isPublishing: boolean,
): Finder {
	const { hash, sourceType } = settings;
	if ('chatbots' in state)
		return new AllChatbots(state, {
			createSource: (kept) => sourceType.create(settings, kept),
			executed: executedItems,
			isPublishing,
		});
	const source = sourceType.create(settings, state.source);
	return new Poller(source, hash, state, executedItems, isPublishing);
}

function keptState(context: PollContext, { hash }: PollSettings): PollState | AllState | undefined {
	const kept = context.getWorkflowStaticData('node')[FIELD];
	// A copy, because n8n watches its own for changes, and would again if it were handed back.
	return isPollState(kept, hash) || isAllState(kept, hash) ? deepCopy(kept) : undefined;
}

/**
 * The mark at publishing. With n8n's durable cursors, n8n forgets what the first poll writes into the node's static
 * data, but not what it writes into the workflow's.
 */
function publishedState(
	context: PollContext,
	{ hash, lookBackMs, chatbotId }: PollSettings,
): PollState | AllState {
	const published = context.getWorkflowStaticData('global')[globalField(context)];
	const { settings, mark, isByN8nClock } = (published ?? {}) as Partial<PollState>;
	const initial = chatbotId === '' ? initialAllState : initialState;
	const state = initial(hash, Date.now() - lookBackMs);
	if (settings !== hash || typeof mark !== 'number') return state;
	return { ...initial(hash, mark), isByN8nClock: isByN8nClock === true };
}

function globalField(context: PollContext): string {
	return `siteGptPolling ${context.getNode().id}`;
}
