import type { Resource } from '../operation/operation';
import { check, checkSchema } from './check';
import {
	checkNotice,
	delivery,
	event,
	fieldsParameters,
	jsonParameters,
	payloadFrom,
	sampleChatbotId,
	sampleMessageTypes,
	url,
} from './parameters';
import { send, sendSchema } from './send';
import { withTarget } from './target';

/** Events as SiteGPT sends them, to an endpoint of the user's. */
export const testEvent: Resource = {
	value: 'testEvent',
	name: 'Test Event',
	defaultOperation: 'send',
	operations: [
		{
			value: 'check',
			name: 'Check',
			action: 'Check an endpoint',
			description:
				'Test how an endpoint handles valid, invalid, unauthorized, and duplicate events. Returns one item per test.',
			access: 'webhookToken',
			confidence: 'documented',
			parameters: [checkNotice, url, event, sampleChatbotId, ...sampleMessageTypes.values()],
			output: checkSchema,
			run: withTarget(check),
		},
		{
			value: 'send',
			name: 'Send',
			action: 'Send a test event',
			description: 'Send a test event to a webhook URL, as SiteGPT would',
			access: 'webhookToken',
			confidence: 'documented',
			parameters: [
				url,
				event,
				delivery,
				payloadFrom,
				...jsonParameters.values(),
				...fieldsParameters.values(),
			],
			output: sendSchema,
			run: withTarget(send),
		},
	],
};
