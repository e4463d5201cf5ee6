import type { Receipt, SiteGptEvent, TypedPayload } from '../../nodes/events/event';
import type { Issue } from '../../nodes/events/issues';
import { parseEvent } from '../../nodes/events/parseEvent';

/** Events as SiteGPT documents them, each with every field. As text, since that is how they arrive. */
const DOCUMENTED = {
	ADD_MESSAGE: `{
		"event": "ADD_MESSAGE",
		"data": {
			"chatbotId": "bot-7",
			"threadId": "conversation-31",
			"gptModel": "gpt-4o",
			"sources": ["https://shop.example/returns", "https://shop.example/faq"],
			"question": "May I return a lamp?",
			"answer": "Within 30 days.",
			"messageType": "NORMAL_MESSAGE",
			"agentId": null,
			"iconUrl": null,
			"agentName": null,
			"systemMessageType": null
		}
	}`,
	CONVERSATION_ESCALATED: `{
		"event": "CONVERSATION_ESCALATED",
		"data": {
			"chatbotId": "bot-7",
			"threadId": "conversation-32",
			"dashboardUrl": "https://dashboard.example/bot-7/conversation-32",
			"user": {
				"id": "visitor-4",
				"email": "mary@shop.example",
				"name": "Mary Somerville",
				"phone": "+4915550104",
				"verified": false,
				"createdAt": "2026-02-03T04:05:06Z"
			}
		}
	}`,
	NEW_LEAD_CAPTURE: `{
		"event": "NEW_LEAD_CAPTURE",
		"data": {
			"chatbotId": "bot-7",
			"chatbotName": "Lamp Shop",
			"dashboardUrl": "https://dashboard.example/bot-7/lead-9",
			"leadDetails": {
				"id": "lead-9",
				"name": "Emmy Noether",
				"email": "emmy@shop.example",
				"phone": "+4915550105",
				"capturedAt": "2026-02-03T05:06:07Z"
			}
		}
	}`,
} as const;

export type EventName = keyof typeof DOCUMENTED;

/** JSON that a test changes. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Json = any;

/** A fresh payload of the event, as SiteGPT documents it. */
export function documented(name: string): Json {
	return JSON.parse(DOCUMENTED[name as EventName]);
}

/** The only way to get a field `__proto__`, which an object literal can't express. */
export function withField(object: object, name: string, value: unknown): void {
	Object.defineProperty(object, name, {
		value,
		enumerable: true,
		configurable: true,
		writable: true,
	});
}

export const receipt: Receipt = {
	idempotencyKey: 'the-key-of-this-test',
	receivedAt: '2026-02-03T04:05:07.890Z',
};

/** The parsed form of a payload that is the event. */
export function parsed<Payload extends TypedPayload, Item>(
	body: unknown,
	event: SiteGptEvent<Payload, Item>,
) {
	const result = parseEvent(body, event as SiteGptEvent<Payload>);
	if (result.type !== 'expected') throw new Error(`Not the event: ${JSON.stringify(result)}`);
	return result;
}

/** The item of a payload that is the event, without its issues. */
export function createItem<Payload extends TypedPayload, Item>(
	body: unknown,
	event: SiteGptEvent<Payload, Item>,
): Item {
	const { payload, sent } = parsed(body, event);
	return event.toItem(payload, sent, receipt);
}

/** The issues of a payload, whether it is rejected for them or not. */
export function listIssues<Payload extends TypedPayload, Item>(
	body: unknown,
	event: SiteGptEvent<Payload, Item>,
): Issue[] {
	const result = parseEvent(body, event as SiteGptEvent<Payload>);
	if (!('issues' in result)) throw new Error(`Another event: ${result.type}`);
	return result.issues;
}
