import { randomUUID } from 'node:crypto';
import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { sleep } from 'n8n-workflow';
import { allEvents } from '../../events/all';
import { addressOf, warningsFor } from './address';
import { assertAllowed } from './allowedDomains';
import { check } from './check';
import { fieldsName } from './description';
import { parsePayload, payloadOf } from './payload';
import { post } from './post';
import { eventNamed, send } from './send';

/**
 * Runs the operation for one input item and gives the rows to emit.
 * @throws a sentence for the person, where a parameter cannot be used
 */
export async function runTestEvent(
	context: IExecuteFunctions,
	itemIndex: number,
): Promise<IDataObject[]> {
	const parameter = (name: string) => context.getNodeParameter(name, itemIndex);
	const url = addressOf(String(parameter('url')));
	assertAllowed(url, await context.getCredentials('siteGptWebhookApi', itemIndex));
	const warnings = warningsFor(url);
	if (warnings.length > 0) {
		context.addExecutionHints(
			...warnings.map((message) => ({ message, location: 'outputPane' as const })),
		);
	}
	const event = eventNamed(parameter('event'), allEvents);

	if (parameter('operation') === 'check') {
		const other = allEvents.find(({ name }) => name !== event.name)!;
		const suffix = randomUUID().slice(0, 8);
		return await check(event, other, suffix, {
			post: async (body, token) => await post(context, url.href, body, token),
			now: Date.now,
		});
	}

	const payload =
		parameter('payloadFrom') === 'json'
			? parsePayload(parameter('json'))
			: payloadOf(event, parameter(fieldsName(event)) as IDataObject);
	const asSiteGptDoes = parameter('delivery') === 'siteGpt';
	const item = await send(
		{ url: url.href, payload, warnings, asSiteGptDoes },
		{
			post: async (body) => await post(context, url.href, body, 'right'),
			sleep: async (ms) => await sleepUnlessCancelled(context, ms),
			now: Date.now,
		},
	);
	return [item as unknown as IDataObject];
}

/** n8n's sleep does not end when a person stops the execution, so it is taken in small pieces. */
async function sleepUnlessCancelled(context: IExecuteFunctions, ms: number): Promise<void> {
	const cancel = context.getExecutionCancelSignal();
	const end = Date.now() + ms;
	for (let left = ms; left > 0; left = end - Date.now()) {
		cancel?.throwIfAborted();
		await sleep(Math.min(left, 250));
	}
}
