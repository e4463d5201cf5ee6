import type { Response } from 'express';
import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { allEvents } from '../events/all';
import type { EventPayload, Receipt, SiteGptEvent } from '../events/event';
import { idempotencyKey } from '../events/idempotencyKey';
import { read } from '../events/read';
import * as answers from './answers';
import { readTokens } from './credential';
import { knownBefore } from './duplicates';
import { readSettings, type Settings } from './settings';
import { TOKEN_HEADER, tokenFits } from './token';

/** Either an answer that ends the request, or an item to start the workflow with. */
type Outcome = { answer: answers.Answer } | { item: IDataObject; settings: Settings };

/**
 * The way of a request through a trigger that takes one kind of event: token, event, filter, duplicate,
 * item. Every request gets an answer and nothing is thrown, since for what is thrown n8n stores a failed
 * execution, and anybody can send a request.
 */
export async function receive(
	context: IWebhookFunctions,
	event: SiteGptEvent,
): Promise<IWebhookResponseData> {
	const response = context.getResponseObject();
	try {
		const outcome = await decide(context, event, response);
		if ('answer' in outcome) return end(response, outcome.answer);
		if (outcome.settings.afterWorkflow) answerOnceSucceeded(response);
		return {
			workflowData: [[{ json: outcome.item }]],
			webhookResponse: answers.accepted.body,
		};
	} catch (error) {
		const { name, id } = context.getNode();
		context.logger.error(
			`${name} could not take a delivery, so SiteGPT was asked to send it again: ${(error as Error)?.message}`,
			{ workflowId: context.getWorkflow().id, nodeId: id },
		);
		return end(response, answers.unavailable);
	}
}

async function decide(
	context: IWebhookFunctions,
	event: SiteGptEvent,
	response: Response,
): Promise<Outcome> {
	const receivedAt = new Date().toISOString();
	const tokens = await readTokens(context);
	const token = context.getHeaderData()[TOKEN_HEADER.toLowerCase()];
	if (!tokenFits(token, tokens)) return { answer: answers.unauthorized };

	const settings = readSettings(context, event);
	const body = jsonBody(context);
	const reading = read(body, event, allEvents);
	switch (reading.is) {
		case 'unknown':
			return { answer: answers.ignored };
		case 'foreign':
			return { answer: answers.wrongEvent(reading.event, event) };
		case 'tooDeep':
			return { answer: answers.invalidPayload(reading.issues) };
		case 'invalid':
			if (!settings.emitInvalid) return { answer: answers.invalidPayload(reading.issues) };
			break;
		case 'valid':
			if (!isWanted(reading.payload, event.kind?.field, settings)) {
				return { answer: answers.ignored };
			}
	}

	const receipt: Receipt = { idempotencyKey: idempotencyKey(body), receivedAt };
	if (settings.duplicateWindowMs > 0) {
		const node = `${context.getWorkflow().id} ${context.getNode().id}`;
		const { duplicateWindowMs: window } = settings;
		const known = knownBefore(node, receipt.idempotencyKey, window, response);
		if (known === 'seen') return { answer: answers.duplicate };
		if (known === 'pending') return { answer: answers.pending };
	}

	if (reading.is === 'invalid') {
		const { event: name, issues, sent } = reading;
		return { item: { event: name, issues, payload: sent, ...receipt } as IDataObject, settings };
	}
	const item = settings.simplify ? event.toItem(reading.payload, receipt) : reading.sent;
	return { item: item as IDataObject, settings };
}

/** Other content types give bodies that JSON cannot say, such as uploaded files with their paths. */
function jsonBody(context: IWebhookFunctions): unknown {
	const { contentType } = context.getRequestObject() as { contentType?: string };
	return contentType === 'application/json' ? context.getBodyData() : null;
}

function isWanted({ data }: EventPayload, kindField: string | undefined, settings: Settings) {
	const { kinds, chatbotIds } = settings;
	if (chatbotIds.length > 0 && !chatbotIds.includes(data.chatbotId)) return false;
	if (kindField === undefined || kinds.length === 0) return true;
	return kinds.includes(data[kindField] as string);
}

function end(response: Response, { status, body }: answers.Answer): IWebhookResponseData {
	response.status(status).json(body);
	return { noWebhookResponse: true };
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
