import type { Response } from 'express';
import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import type { Receipt, SiteGptEvent, TypedPayload } from '../../events/event';
import { idempotencyKey } from '../../events/idempotencyKey';
import { parseEvent, type ParsedEvent } from '../../events/parseEvent';
import * as answers from './answers';
import { readBody } from './body';
import { readTokens } from '../../credential/readTokens';
import { recordDelivery } from './duplicates';
import { logOverdue, logRefusal } from './refusalLog';
import { readSettings, type Settings } from '../settings';
import { TOKEN_HEADER, tokenMatches } from '../../credential/token';

/** Either an answer that ends the request, or an item to start the workflow with. */
type Outcome = { answer: answers.Answer } | { item: IDataObject; settings: Settings };

/**
 * Takes a request through a trigger for one event: token, event, filter, duplicate, item. Every
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
		outcome = await decide(context, event, response);
	} catch (error) {
		outcome = { answer: answers.unavailable(error) };
	}
	if ('answer' in outcome) {
		const { status, body, log } = outcome.answer;
		response.status(status).json(body);
		if (log) logRefusal(context, log);
		return { noWebhookResponse: true };
	}
	logOverdue();
	if (outcome.settings.afterWorkflow) answerOnceSucceeded(response);
	return { workflowData: [[{ json: outcome.item }]], webhookResponse: answers.accepted.body };
}

async function decide(
	context: IWebhookFunctions,
	event: SiteGptEvent,
	response: Response,
): Promise<Outcome> {
	const receivedAt = new Date().toISOString();
	const tokens = await readTokens(context);
	const token = context.getHeaderData()[TOKEN_HEADER.toLowerCase()];
	if (!tokenMatches(token, tokens)) {
		const isUnset = tokens.every((one) => one === '');
		return { answer: answers.unauthorized(isUnset ? 'unset' : token ? 'wrong' : 'missing', event) };
	}

	const settings = readSettings(context, event);
	const body = await readBody(context);
	if ('notJson' in body) return { answer: answers.notJson(body.contentType) };
	const parsed = parseEvent(body.json, event);
	switch (parsed.is) {
		case 'unknown':
			return { answer: answers.unknownEvent };
		case 'foreign':
			return { answer: answers.wrongEvent(parsed.event, event) };
		case 'invalid':
			return { answer: answers.invalidPayload(parsed.issues) };
	}
	const filter = filteredBy(parsed.payload, event.types?.field, settings);
	if (filter) return { answer: answers.filtered(filter) };
	if (settings.rejectInvalid && parsed.issues.length > 0) {
		return { answer: answers.rejectedPayload(parsed.issues) };
	}

	const receipt: Receipt = { idempotencyKey: idempotencyKey(body.json), receivedAt };
	if (settings.duplicateWindowMs > 0) {
		const node = `${context.getWorkflow().id} ${context.getNode().id}`;
		const { duplicateWindowMs: window } = settings;
		const known = recordDelivery(node, receipt.idempotencyKey, window, response);
		if (known === 'seen') return { answer: answers.duplicate };
		if (known === 'pending') return { answer: answers.pending };
	}
	const item = settings.simplify ? itemOf(event, parsed, receipt) : parsed.sent;
	return { item: item as IDataObject, settings };
}

/** The setting that filters an event, if one does. What can't be read isn't filtered, so it isn't lost. */
function filteredBy(
	{ data }: TypedPayload,
	typeField: string | undefined,
	{ types, chatbotIds }: Settings,
): 'Chatbot IDs' | 'Trigger On' | undefined {
	const isOther = (wanted: readonly string[], value: unknown) =>
		wanted.length > 0 && typeof value === 'string' && !wanted.includes(value);
	if (isOther(chatbotIds, data.chatbotId)) return 'Chatbot IDs';
	if (typeField !== undefined && isOther(types, data[typeField])) return 'Trigger On';
	return undefined;
}

function itemOf(
	event: SiteGptEvent,
	{ payload, sent, issues }: ParsedEvent & { is: 'expected' },
	receipt: Receipt,
): object {
	const item = event.toItem(payload, sent, receipt);
	return issues.length > 0 ? { ...item, issues, payload: sent } : item;
}

/**
 * With Acknowledge: After Workflow Succeeds, n8n ends the response when the workflow has ended, and of a
 * success it would say nothing (see responseData in description.ts). Of a failed workflow it says so.
 */
function answerOnceSucceeded(response: Response): void {
	const json = response.json.bind(response);
	response.json = (body: unknown) => {
		return json(response.statusCode === answers.accepted.status ? answers.accepted.body : body);
	};
}
