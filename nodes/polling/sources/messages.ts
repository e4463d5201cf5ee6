import { listConversations } from '../../api/conversations';
import { idText } from '../../api/envelope';
import { isBeingAnswered, messageTime, textIn } from '../../api/messages';
import type { ApiObject } from '../../api/pages';
import type { SiteGptEvent } from '../../events/event';
import { message } from '../../events/message';
import type { Entry, Finding, PollRun, Source, SourceType } from '../core/source';
import { conversationStart, toConversationEntry } from './conversationEntry';
import { toChatbotId, toEventItem } from './eventItem';
import { findingId } from './findingId';
import { readMessages } from './messageList';

function createSource(types: readonly string[]): Source {
	const isWanted = ({ messageType }: ApiObject) =>
		types.length === 0 || typeof messageType !== 'string' || types.includes(messageType);
	return {
		list: (chatbotId) => listConversations(chatbotId),
		toEntry: toConversationEntry,
		otherTime: conversationStart,
		async read(entry, run) {
			const messages = await readMessages(entry, run);
			if (messages === undefined) return undefined;
			const isAwaited = (object: ApiObject) => isBeingAnswered(object, run.now);
			const ready = messages.filter((object) => !isAwaited(object) && isWanted(object));
			const findings = ready.map((object) => toFinding(object, entry, run));
			return { findings, isUnfinished: messages.some(isAwaited) };
		},
		toItem(finding, place) {
			const { object, threadId } = finding;
			const { messageType, sources, gptModel, agentId, agentName, iconUrl, systemMessageType } =
				object;
			const data = {
				chatbotId: toChatbotId(object),
				threadId,
				messageType,
				question: textIn(object.question),
				answer: textIn(object.answer),
				sources,
				gptModel,
				agentId,
				agentName,
				iconUrl,
				systemMessageType,
			};
			return toEventItem(message as SiteGptEvent, data, finding, place);
		},
	};
}

function toFinding(object: ApiObject, { id, time: changedAt }: Entry, run: PollRun): Finding {
	const { now } = run;
	const { messageId, createdAt, messageType, question, answer } = object;
	// A message without an ID is recognized by what was said.
	const said = [id, createdAt, messageType, textIn(question), textIn(answer)];
	const identity = idText(messageId) ?? JSON.stringify(said);
	const time = messageTime(object);
	return {
		...findingId(message.name, identity, run),
		time,
		dueTime: Math.min(time ?? now, changedAt ?? now, now),
		object,
		threadId: id,
	};
}

export const messages: SourceType = {
	name: 'message',
	create: ({ types }) => createSource(types),
};
