import { textIn } from '../api/messages';
import { isObject } from '../api/answer';
import type { ApiObject } from '../api/pages';
import { escalation } from '../events/escalation';
import type { SiteGptEvent } from '../events/event';
import { idempotencyKey } from '../events/idempotencyKey';
import { itemOf } from '../events/itemOf';
import { lead } from '../events/lead';
import { message } from '../events/message';
import { parseEvent } from '../events/parseEvent';
import { escalations } from './escalations';
import { leads } from './leads';
import { messages } from './messages';
import type { Found, Source } from './source';

/** Something that the polling trigger can wait for. */
export interface Watched {
	/** What users call one of them. */
	name: string;
	/** The field of the API's object that identifies it. */
	id: string;
	source(types: readonly string[]): Source;
	/** The JSON of an item: the same as the webhook trigger's for the event, plus the API's object. */
	toItem(found: Found, place: Place): Record<string, unknown>;
}

/** What the API's objects don't say. */
export interface Place {
	/** The address of SiteGPT's dashboard. */
	baseUrl: string;
	chatbotId: string;
	/** ISO 8601. */
	receivedAt: string;
}

/** What the polling trigger can wait for, by the value of Trigger On. */
export const watched: Record<string, Watched> = {
	newLead: {
		name: 'lead',
		id: 'id',
		source: () => leads,
		toItem: ({ key, object }, place) => {
			const { id, name, email, phone, createdAt: capturedAt, customData } = object;
			const custom = isObject(customData) ? { customData } : {};
			const data = {
				chatbotId: object.chatbotId ?? place.chatbotId,
				dashboardUrl: dashboardUrl(place, 'leads', id),
				leadDetails: { id, name, email, phone, capturedAt, ...custom },
			};
			return toItem(lead as SiteGptEvent, data, key, object, place);
		},
	},
	escalatedConversation: {
		name: 'escalated conversation',
		id: 'threadId',
		source: () => escalations,
		toItem: ({ key, object }, place) => {
			const { threadId, chatUser } = object;
			const data = {
				chatbotId: object.chatbotId ?? place.chatbotId,
				threadId,
				dashboardUrl: dashboardUrl(place, 'chat-history', threadId),
				user: userOf(chatUser),
			};
			return toItem(escalation as SiteGptEvent, data, key, object, place);
		},
	},
	newMessage: {
		name: 'message',
		id: 'messageId',
		source: (types) => messages(types),
		toItem: ({ key, object, threadId }, place) => {
			const { messageType, sources, gptModel, agentId, agentName, iconUrl } = object;
			const data = {
				chatbotId: place.chatbotId,
				threadId,
				messageType,
				question: textIn(object.question),
				answer: textIn(object.answer),
				sources,
				gptModel,
				agentId,
				agentName,
				iconUrl,
				systemMessageType: object.systemMessageType,
			};
			return toItem(message as SiteGptEvent, data, key, object, place);
		},
	},
};

function toItem(
	event: SiteGptEvent,
	data: Record<string, unknown>,
	key: string,
	api: ApiObject,
	{ receivedAt }: Place,
): Record<string, unknown> {
	// Better than the webhooks' keys: messages and escalations have IDs only in the API.
	const receipt = { idempotencyKey: idempotencyKey({ event: event.name, key }), receivedAt };
	const known = Object.entries(data).filter(([, value]) => value !== undefined);
	const parsed = parseEvent({ event: event.name, data: Object.fromEntries(known) }, event);
	if (parsed.is !== 'expected') throw new Error(`SiteGPT's object can't be read as ${event.name}`);
	return { ...itemOf(event, parsed, receipt), api };
}

/** In the form that SiteGPT's webhook documentation shows. */
function dashboardUrl({ baseUrl, chatbotId }: Place, page: string, id: unknown): string {
	return `${baseUrl}/${encodeURIComponent(chatbotId)}/${page}/${encodeURIComponent(String(id))}`;
}

/** The visitor as in the webhook; the API's other fields are in `api`. */
function userOf(chatUser: unknown): Record<string, unknown> | null {
	if (!isObject(chatUser)) return null;
	const { id, email, name, phone, verified, createdAt } = chatUser;
	return { id, email, name, phone, verified, createdAt };
}
