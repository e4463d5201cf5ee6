import { randomUUID } from 'node:crypto';
import type { ICredentialDataDecryptedObject, IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { allEvents } from '../../events/all';
import { eventNamed } from '../../events/eventNamed';
import { readChoice } from '../operation/input';
import { textFrom } from '../operation/values';
import { addressOf, warningsFor } from './address';
import { assertAllowed } from '../../http/allowedDomains';
import { check } from './check';
import { maskFor, type Mask } from '../../secrets/maskToken';
import { testEventProperties } from './description';
import { fieldsName, parsePayload, payloadOf } from './payload';
import { post } from './post';
import { sleepUnlessCanceled } from '../../http/timeLimit';
import { send } from './send';
import { tokenToSend } from './tokenToSend';

const properties = testEventProperties();

/**
 * Runs the operation for one input item and returns the JSON of the items to emit.
 * @throws a message for the user, without tokens, if nothing can be sent
 */
export async function runTestEvent(
	context: IExecuteFunctions,
	itemIndex: number,
): Promise<IDataObject[]> {
	const credential = await context.getCredentials('siteGptWebhookApi', itemIndex);
	const mask = maskFor([credential.token, credential.previousToken]);
	try {
		return await runOperation(context, itemIndex, credential, mask);
	} catch (error) {
		context.getExecutionCancelSignal()?.throwIfAborted();
		// Only the message: a stack or a cause would repeat it unmasked.
		throw new NodeOperationError(context.getNode(), mask.text((error as Error).message), {
			itemIndex,
		});
	}
}

async function runOperation(
	context: IExecuteFunctions,
	itemIndex: number,
	credential: ICredentialDataDecryptedObject,
	mask: Mask,
): Promise<IDataObject[]> {
	const parameter = (name: string) => context.getNodeParameter(name, itemIndex);
	const address = addressOf(String(parameter('url')));
	assertAllowed(address, credential);
	const choice = (name: string) =>
		readChoice(
			{ context, itemIndex },
			properties.find((one) => one.name === name)!,
		);
	const event = eventNamed(choice('event'));
	const token = tokenToSend(credential.token);
	const target = { url: address.href, credential: { ...credential, token }, mask };
	const warnings = warningsFor(address);
	if (warnings.length > 0) {
		context.addExecutionHints(
			...warnings.map((message) => ({ message, location: 'outputPane' as const })),
		);
	}
	const url = mask.text(address.href);
	const now = Date.now;

	if (parameter('operation') === 'check') {
		const other = allEvents.find(({ name }) => name !== event.name)!;
		const suffix = randomUUID().slice(0, 8);
		const chatbotId = textFrom(parameter('sampleChatbotId'), { displayName: 'Chatbot ID' }).trim();
		const type = event.types && choice('sampleMessageType');
		return await check(
			{ url, event, other, suffix, filtered: { chatbotId, type } },
			{ post: async (body, sent) => await post(context, target, body, sent), now },
		);
	}

	const payload =
		choice('payloadFrom') === 'json'
			? parsePayload(parameter('json'), mask)
			: payloadOf(event, parameter(fieldsName(event)) as IDataObject);
	const asSiteGptDoes = choice('delivery') === 'siteGpt';
	const item = await send(
		{ url, event: event.name, payload, warnings, asSiteGptDoes },
		{
			post: async (body) => await post(context, target, body, 'right'),
			sleep: async (ms) => await sleepUnlessCanceled(ms, context.getExecutionCancelSignal()),
			now,
		},
	);
	return [{ ...item, payload: mask.json(payload) } as IDataObject];
}
