import type { INodeProperties } from 'n8n-workflow';
import * as z from 'zod/v4';
import { ApiError } from '../../api/apiError';
import { type ApiClient, OUT_OF_TIME } from '../../api/client';
import type { ApiObject } from '../../api/pages';
import { mayPass } from '../../api/retries';
import { ServerClock } from '../../api/serverClock';
import { readChoice, readCollection } from '../operation/input';
import type { Call, Json } from '../operation/operation';
import { toMilliseconds } from '../operation/values';
import { formatTranscript, toUtterances, transcriptSchema } from './getTranscript';
import { MessageWatch, type Sender } from './messageWatch';
import { readPlace } from './parameters';

/** In seconds. */
const DEFAULT_WAIT_S = 300;

/** In seconds. */
const MAX_WAIT_S = 3600;

/** The most waits at the same time. */
export const MAX_WAITS = 200;

/** The pause between two looks grows with the time waited so far, between these limits in milliseconds. */
const MIN_PAUSE_MS = 2000;
const MAX_PAUSE_MS = 15_000;
const PAUSE_SHARE = 1 / 20;

/** For each wait in this process, in milliseconds: many waits together look twice a second. */
const PAUSE_PER_WAIT_MS = 500;

/** How long the last look may take, in milliseconds. */
const MAX_LAST_LOOK_MS = 10_000;

/** Who has to write. */
export const from: INodeProperties = {
	displayName: 'From',
	name: 'from',
	type: 'options',
	default: 'visitor',
	options: [
		{ name: 'Visitor', value: 'visitor' },
		{ name: 'Person', value: 'person', description: 'A person on your team, not the chatbot' },
		{ name: 'Anyone', value: 'anyone', description: 'The visitor, a person, or the chatbot' },
	],
	description: 'Whose message to wait for',
};

/** How long to wait, and from when on. */
export const waitOptions: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add Option',
	default: {},
	options: [
		{
			displayName: 'Max Wait',
			name: 'maxWait',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: MAX_WAIT_S },
			default: DEFAULT_WAIT_S,
			description:
				'Max number of seconds to wait. If nobody has written by then, timedOut is true and there are no messages.',
		},
		{
			displayName: 'Since',
			name: 'since',
			type: 'dateTime',
			default: '',
			description:
				'Also return messages that were written after this time, such as the time of your question. Leave empty for those that come from now on.',
		},
	],
};

/** What a wait emits. */
export const waitSchema = transcriptSchema.extend({
	timedOut: z.boolean().describe('Whether nobody had written when the time was up'),
	lastMessageAt: z
		.string()
		.nullable()
		.describe('When the last of the messages was written, for the Since of the next wait'),
});

/** Nodes of which an item has failed, so that its other items needn't wait any longer. */
const failed = new WeakSet<object>();

let waits = 0;

/** Waits until somebody writes in the conversation, or the time is up. */
export async function waitForMessage(call: Call): Promise<Json[]> {
	return await readAndWait(call).catch(async (error: unknown) => {
		if (!call.context.continueOnFail()) failed.add(call.context);
		return await Promise.reject(error as Error);
	});
}

async function readAndWait(call: Call): Promise<Json[]> {
	const place = readPlace(call);
	const sender = readChoice(call, from) as Sender;
	const { maxWait = DEFAULT_WAIT_S * 1000, since } = readCollection(call, waitOptions, {
		maxWait: toMilliseconds,
	}) as { maxWait?: number; since?: number };
	const clock = new ServerClock();
	const client = call.createClient({
		deadline: call.client.now() + maxWait + MAX_LAST_LOOK_MS,
		onResponse: ({ headers, ...times }) => clock.observe({ ...times, date: headers.date }),
	});
	const watch = new MessageWatch(client, clock, place, sender, since);
	const found = await waitFor(client, watch, maxWait, () => failed.has(call.context));
	const messages = toUtterances(found);
	const { lastTime: last } = watch;
	return [
		{
			...place,
			timedOut: messages.length === 0,
			transcript: formatTranscript(messages),
			messages,
			messageCount: messages.length,
			lastMessageAt: last === null ? null : new Date(last).toISOString(),
		},
	];
}

/**
 * Looks again and again until there is a message, or the time is up.
 * @param isOver whether nobody needs the result anymore
 * @throws ApiError if waiting doesn't help, or if the conversation could never be read
 */
export async function waitFor(
	client: ApiClient,
	watch: MessageWatch,
	maxWaitMs: number,
	isOver: () => boolean = () => false,
): Promise<ApiObject[]> {
	const start = client.now();
	waits++;
	try {
		for (;;) {
			const failure = await watch.look().then(
				() => undefined,
				(error: unknown) => getFailure(error, watch),
			);
			const { messages } = watch;
			const rest = failure ? undefined : watch.restOfSecondMs;
			const isDone = messages.length > 0 && !watch.isUnfinished && rest === undefined;
			if (!failure && isDone) return messages;
			const elapsed = client.now() - start;
			if (isOver()) return messages;
			if (elapsed >= maxWaitMs + (rest === undefined ? 0 : MAX_LAST_LOOK_MS / 2)) {
				if (failure && messages.length === 0) reportFailure(failure, client, watch);
				return messages;
			}
			const pause = Math.max(
				MIN_PAUSE_MS,
				Math.min(MAX_PAUSE_MS, elapsed * PAUSE_SHARE),
				waits * PAUSE_PER_WAIT_MS,
				failure?.problem.retryAfter ?? 0,
			);
			await client.wait(rest ?? Math.min(pause, maxWaitMs - elapsed));
		}
	} finally {
		waits--;
	}
}

/** What prevented a look, if a later one may succeed. */
function getFailure(error: unknown, watch: MessageWatch): ApiError {
	if (!(error instanceof ApiError)) throw error as Error;
	const { problem } = error;
	if (mayPass(problem) || problem.code === OUT_OF_TIME) return error;
	// Perhaps SiteGPT doesn't accept a cursor forever.
	if (problem.status === 400 && watch.restart()) return error;
	throw error;
}

/** @throws ApiError if nothing could be read at all */
function reportFailure(failure: ApiError, client: ApiClient, watch: MessageWatch): void {
	if (!watch.isRead) throw failure;
	client.warnings.push(
		`The last look at the conversation failed, so a message may be missing: ${failure.title}`,
	);
}
