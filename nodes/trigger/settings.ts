import type { IDataObject, IExecuteFunctions, IWebhookFunctions } from 'n8n-workflow';
import type { SiteGptEvent } from '../events/event';
import { chosenTypes } from '../events/eventTypes';
import { toFlag } from '../events/fields';

/** The settings of a trigger, as ui/properties.ts offers them. */
export interface TriggerSettings {
	/** Types of the event to accept; every type if it is empty. */
	types: readonly string[];
	/** Chatbots to accept events from; every chatbot if it is empty. */
	chatbotIds: readonly string[];
	simple: boolean;
	/** For how long to ignore repeats, in milliseconds; 0: not at all. */
	duplicateWindowMs: number;
	/** Whether to refuse an event that has issues. */
	rejectInvalid: boolean;
	/** Whether an event that this version doesn't know starts the workflow. */
	emitUnknown: boolean;
	afterWorkflow: boolean;
	/** How many events may start one execution together, 1 or more. */
	maxEvents: number;
}

/** Seconds. SiteGPT's longest chain of attempts takes 51. */
export const DEFAULT_WINDOW_S = 60;

/** Seconds: an hour, so that what is remembered stays small. */
export const MAX_WINDOW_S = 3600;

/** The most events that may start one execution together. */
export const MAX_EVENTS = 1000;

/**
 * Whether repeats are ignored: not at all, by this process, or by all processes that share n8n's database.
 */
type IgnoreDuplicates = 'off' | 'process' | 'all';

/**
 * The default: repeats are ignored unless a visitor can legitimately cause them.
 */
export function defaultIgnoreDuplicates(event: SiteGptEvent): IgnoreDuplicates {
	return event.mayRepeat ? 'off' : 'process';
}

/** @throws what n8n throws if a setting is an expression that can't be evaluated */
export function readTriggerSettings(
	context: IWebhookFunctions,
	event: SiteGptEvent,
): TriggerSettings {
	const options = (context.getNodeParameter('options', {}) ?? {}) as IDataObject;
	const isTest = context.getMode() === 'manual';
	const types = event.types ? parseList(context.getNodeParameter('triggerOn', [])) : [];
	// People who test a trigger send the same sample twice.
	const remembers = ignoreDuplicates(options, event) !== 'off' && !isTest;
	return {
		types: chosenTypes(types),
		chatbotIds: parseList(context.getNodeParameter('chatbotIds', '')),
		simple: toFlag(context.getNodeParameter('simple', true)) !== false,
		duplicateWindowMs: remembers ? readWindowMs(options.duplicateWindow) : 0,
		rejectInvalid: options.onInvalidPayload === 'reject',
		emitUnknown: options.onUnknownEvent === 'emit',
		afterWorkflow: options.acknowledge === 'lastNode',
		maxEvents: isTest ? 1 : readMaxEvents(options.maxEvents),
	};
}

/**
 * For how long repeats are ignored across all n8n processes, in milliseconds; 0: not at all. Read by the
 * trigger's step in the workflow's own execution.
 *
 * 0 with After Workflow Succeeds too: the database doesn't record that a workflow failed, so SiteGPT's retry
 * would be dropped and the event lost.
 */
export function readWindowAcrossProcesses(context: IExecuteFunctions, event: SiteGptEvent): number {
	const options = context.getNodeParameter('options', 0, {}) as IDataObject;
	const ignores = options.acknowledge !== 'lastNode' && ignoreDuplicates(options, event) === 'all';
	return ignores ? readWindowMs(options.duplicateWindow) : 0;
}

function ignoreDuplicates(options: IDataObject, event: SiteGptEvent): IgnoreDuplicates {
	const chosen = options.ignoreDuplicates ?? defaultIgnoreDuplicates(event);
	return chosen === 'process' || chosen === 'all' ? chosen : 'off';
}

/** The entries of a list, or of one text in which whitespace or punctuation separates them. */
function parseList(value: unknown): string[] {
	const entries: unknown[] = Array.isArray(value) ? value : toText(value).split(BETWEEN_ENTRIES);
	return entries.map((entry) => toText(entry).trim()).filter((entry) => entry !== '');
}

/** What people and expressions put between ids: commas, lines, quotes, the brackets of a JSON list. */
const BETWEEN_ENTRIES = /[\s,;"'`\u201c\u201d\u2018\u2019[\]]+/;

function toText(value: unknown): string {
	return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function readMaxEvents(value: unknown): number {
	const events = Math.floor(Number(value));
	return events > 1 ? Math.min(events, MAX_EVENTS) : 1;
}

function readWindowMs(seconds: unknown): number {
	const window = Number(seconds);
	return 1000 * (window > 0 ? Math.min(window, MAX_WINDOW_S) : DEFAULT_WINDOW_S);
}
