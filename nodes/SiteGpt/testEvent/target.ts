import { NodeOperationError } from 'n8n-workflow';
import type { SiteGptEvent } from '../../events/event';
import { eventNamed } from '../../events/eventNamed';
import { assertAllowed } from '../../http/allowedDomains';
import { sleepUnlessCanceled } from '../../http/timeLimit';
import { type Mask, maskFor } from '../../secrets/maskToken';
import { readChoice, readValue } from '../operation/input';
import type { Call, Json } from '../operation/operation';
import { showHints } from '../operation/output';
import { getWarnings, parseAddress } from './address';
import type { EndpointIo } from './endpoint';
import { toHeaderToken } from './headerToken';
import { event, url } from './parameters';
import { post } from './post';

/** The endpoint that a test event is for, and the event. */
export interface Target {
	/** As the items show it, without tokens. */
	url: string;
	event: SiteGptEvent;
	/** Why SiteGPT would not deliver to this URL. */
	warnings: string[];
	mask: Mask;
	io: EndpointIo;
}

/**
 * The `run` of an operation that sends events to an endpoint.
 * @throws a message for the user, without tokens, if nothing can be sent
 */
export function withTarget(
	run: (call: Call, target: Target) => Promise<Json[]>,
): (call: Call) => Promise<Json[]> {
	return async (call) => {
		const { context, credential, itemIndex } = call;
		const mask = maskFor([credential.token, credential.previousToken]);
		try {
			return await run(call, readTarget(call, mask));
		} catch (error) {
			context.getExecutionCancelSignal()?.throwIfAborted();
			// Only the message: a stack or a cause would repeat it unmasked.
			throw new NodeOperationError(context.getNode(), mask.text((error as Error).message), {
				itemIndex,
			});
		}
	};
}

function readTarget(call: Call, mask: Mask): Target {
	const { context, credential } = call;
	const address = parseAddress(String(readValue(call, url)));
	assertAllowed(address, credential);
	const chosen = eventNamed(readChoice(call, event));
	const token = toHeaderToken(credential.token);
	const postTarget = { url: address.href, credential: { ...credential, token }, mask };
	const warnings = getWarnings(address);
	showHints(context, warnings);
	return {
		url: mask.text(address.href),
		event: chosen,
		warnings,
		mask,
		io: {
			post: async (body, sent) => await post(context, postTarget, body, sent),
			sleep: async (ms) => await sleepUnlessCanceled(ms, context.getExecutionCancelSignal()),
			now: Date.now,
		},
	};
}
