import type { Response } from 'express';
import {
	type IDataObject,
	type IWebhookFunctions,
	type IWebhookResponseData,
	sleep,
} from 'n8n-workflow';
import { createItem } from '../../events/createItem';
import type { Receipt, SiteGptEvent } from '../../events/event';
import { idempotencyKey } from '../../events/idempotencyKey';
import { type ParsedEvent, parseEvent } from '../../events/parseEvent';
import { nodeKey } from '../../once/nodeKey';
import { maskFor } from '../../secrets/maskToken';
import { readTokens } from '../../webhookToken/readTokens';
import { TOKEN_HEADER, tokenMatches } from '../../webhookToken/token';
import { readTriggerSettings, type TriggerSettings } from '../settings';
import { Batches } from './batches';
import { readBody } from './body';
import { recordDelivery } from './duplicates';
import { logOverdue, logRefusal } from './refusalLog';
import { onResponseEnd } from './responseEnd';
import * as answers from './responses';

/** An event to start the workflow with. */
interface Accepted {
	item: IDataObject;
	settings: TriggerSettings;
	/** Events with different keys never share an execution. */
	batchKey: string;
	/** Called with whether n8n has stored the event's execution. */
	settle(isStored: boolean): void;
}

/** Either an answer that ends the request, or an event to start the workflow with. */
type Outcome = { answer: answers.Answer } | Accepted;

const batches = new Batches<IDataObject>({ now: () => performance.now(), sleep });

/**
 * Handles a request to a trigger for one event: token, event, filter, duplicate, item. Every
 * request gets an answer and nothing throws: n8n would store a failed execution for it, and anybody can
 * send a request.
 */
export async function receive(
	context: IWebhookFunctions,
	event: SiteGptEvent,
): Promise<IWebhookResponseData> {
	const response = context.getResponseObject();
	let outcome: Outcome;
	try {
		outcome = await decide(context, event);
	} catch (error) {
		outcome = { answer: answers.unavailable(error) };
	}
	if ('answer' in outcome) return end(context, response, outcome.answer);
	logOverdue();
	const { item, settings, batchKey, settle } = outcome;
	if (settings.maxEvents === 1) {
		onResponseEnd(response, (status) => settle(status === 200));
		return start(response, [item], settings);
	}
	const turn = await batches.join(batchKey, item, response, settings.maxEvents, settle);
	switch (turn.type) {
		case 'leading':
			return start(response, turn.items, settings);
		case 'stored':
			return end(context, response, answers.accepted);
		case 'notStored':
			return end(context, response, answers.notStored);
		case 'refused':
			return end(context, response, answers.tooManyWaiting);
	}
}

function end(
	context: IWebhookFunctions,
	response: Response,
	{ status, body, log }: answers.Answer,
): IWebhookResponseData {
	response.status(status).json(body);
	if (log) logRefusal(context, log);
	return { noWebhookResponse: true };
}

/** n8n answers once it has stored the execution. */
function start(
	response: Response,
	items: IDataObject[],
	{ afterWorkflow }: TriggerSettings,
): IWebhookResponseData {
	if (afterWorkflow) answerOnceSucceeded(response);
	const workflowData = [items.map((json) => ({ json }))];
	return { workflowData, webhookResponse: answers.accepted.body };
}

async function decide(context: IWebhookFunctions, event: SiteGptEvent): Promise<Outcome> {
	const receivedAt = new Date().toISOString();
	const tokens = await readTokens(context);
	const token = context.getHeaderData()[TOKEN_HEADER.toLowerCase()];
	if (!tokenMatches(token, tokens)) {
		const isUnset = tokens.every((one) => one === '');
		return { answer: answers.unauthorized(isUnset ? 'unset' : token ? 'wrong' : 'missing', event) };
	}

	const settings = readTriggerSettings(context, event);
	const body = await readBody(context);
	if ('notJson' in body) return { answer: answers.notJson(body.contentType) };
	const parsed = parseEvent(body.json, event);
	switch (parsed.type) {
		case 'foreign':
			return { answer: answers.wrongEvent(parsed.event, event) };
		case 'invalid':
			return { answer: answers.invalidPayload(parsed.issues) };
		case 'unknown':
			if (settings.emitUnknown) break;
			return { answer: answers.unknownEvent(withoutToken(parsed.name, tokens)) };
	}
	const filter = filteredBy(parsed, event.types?.field, settings);
	if (filter) return { answer: answers.filtered(filter) };
	if (settings.rejectInvalid && parsed.type === 'expected' && parsed.issues.length > 0) {
		return { answer: answers.rejectedPayload(parsed.issues) };
	}

	const receipt: Receipt = { idempotencyKey: idempotencyKey(body.json), receivedAt };
	const item = settings.simple ? createItem(event, parsed, receipt) : parsed.sent;
	const node = nodeKey(context);
	const accepted = {
		item: item as IDataObject,
		settings,
		// So that no event shares an execution with one that another token or other settings accepted.
		batchKey: settings.maxEvents > 1 ? JSON.stringify([node, tokens, settings]) : '',
	};
	if (settings.duplicateWindowMs === 0) return { ...accepted, settle: () => {} };
	// Last, because repeats of an event that is recorded but then not emitted would be dropped.
	const known = recordDelivery(node, receipt.idempotencyKey, settings.duplicateWindowMs);
	switch (known.type) {
		case 'new':
			return { ...accepted, settle: known.settle };
		case 'pending':
			return { answer: answers.pending };
		case 'seen':
			return { answer: answers.duplicate };
	}
}

/** The name of an event; undefined if it would show a token. */
function withoutToken(name: string, tokens: readonly string[]): string | undefined {
	return maskFor(tokens).text(name) === name ? name : undefined;
}

/**
 * The setting that filters an event, if one does. What can't be read isn't filtered, so it isn't lost. Trigger On
 * says nothing about unknown events.
 */
function filteredBy(
	parsed: ParsedEvent & { type: 'expected' | 'unknown' },
	typeField: string | undefined,
	{ types, chatbotIds }: TriggerSettings,
): 'Chatbot IDs' | 'Trigger On' | undefined {
	const data: Record<string, unknown> =
		parsed.type === 'unknown' ? { chatbotId: parsed.chatbotId } : parsed.payload.data;
	const isOther = (wanted: readonly string[], value: unknown) =>
		wanted.length > 0 && typeof value === 'string' && !wanted.includes(value);
	if (isOther(chatbotIds, data.chatbotId)) return 'Chatbot IDs';
	if (typeField !== undefined && isOther(types, data[typeField])) return 'Trigger On';
	return undefined;
}

/**
 * With Acknowledge: After Workflow Succeeds, n8n ends the response when the workflow has ended. For a
 * success, it would send no status (see responseData in ui/endpoint.ts). For a failed workflow, it sends one.
 */
function answerOnceSucceeded(response: Response): void {
	const json = response.json.bind(response);
	response.json = (body: unknown) => {
		return json(response.statusCode === answers.accepted.status ? answers.accepted.body : body);
	};
}
