import { listConversations, listMessages } from '../api/conversations';
import { textIn } from '../api/messages';
import { readList, type ApiObject } from '../api/pages';
import { instant, type Findings, type Found, type Source, type Walk } from './source';
import { walkNewest } from './walkNewest';

/** How long to wait for the chatbot's answer, in milliseconds; then the message is emitted without one. */
export const ANSWERED_WITHIN = 120_000;

/** Messages, each once, of the given types; of all types if none is given. */
export function messages(types: readonly string[]): Source {
	const isWanted = ({ messageType }: ApiObject) =>
		types.length === 0 || typeof messageType !== 'string' || types.includes(messageType);
	return {
		forgetsAbsent: false,
		async walk(walk) {
			const changed = await changedConversations(walk);
			const findings: Findings = { found: [], threads: new Map(), isComplete: changed.isComplete };
			for (const { threadId, updatedAt } of changed.conversations) {
				if (!walk.hasTime()) {
					const note = 'There was no time to read all conversations. The next poll continues';
					return { ...findings, isComplete: false, note };
				}
				const all = await messagesOf(walk, threadId);
				const found = all.filter(({ object }) => !isBeingAnswered(object, walk.now));
				findings.found.push(...found.filter(({ object }) => isWanted(object)));
				if (found.length === all.length) findings.threads!.set(threadId, updatedAt);
			}
			return { ...findings, ...(changed.note ? { note: changed.note } : {}) };
		},
		/**
		 * Avoids reading every conversation there ever was. The mark is a whole second, because not all of
		 * SiteGPT's times have a fraction, and messages already in that second are found.
		 */
		async findBaseline(walk) {
			const { conversations } = await changedConversations({ ...walk, seenBefore: Infinity });
			const newest = Math.max(...conversations.map(({ updatedAt }) => instant(updatedAt) ?? 0));
			if (newest <= 0) return { floor: null, found: [] };
			const floor = Math.floor(newest / 1000) * 1000;
			const found: Found[] = [];
			for (const { threadId, updatedAt } of conversations) {
				if ((instant(updatedAt) ?? 0) >= floor) found.push(...(await messagesOf(walk, threadId)));
			}
			return { floor, found };
		},
	};
}

async function messagesOf({ client, chatbotId }: Walk, threadId: string): Promise<Found[]> {
	const all = await readList(client, listMessages(chatbotId, threadId));
	return all.flatMap((object) => {
		const id = String(object.messageId ?? '');
		if (id === '') return [];
		return [{ id, key: id, createdAt: instant(object.createdAt), object, threadId }];
	});
}

interface Changed {
	conversations: Array<{ threadId: string; updatedAt: unknown }>;
	isComplete: boolean;
	note?: string;
}

/** The conversations that have changed since they were read, or since the mark. */
async function changedConversations(walk: Walk): Promise<Changed> {
	const request = listConversations(walk.chatbotId);
	const { objects, ...rest } = await walkNewest(walk, request, 'updatedAt');
	const conversations = objects.flatMap(({ threadId, updatedAt }) => {
		const id = String(threadId ?? '');
		const changedAt = instant(updatedAt);
		const isOld =
			walk.seenBefore !== null &&
			walk.seenBefore !== Infinity &&
			changedAt !== null &&
			changedAt < walk.seenBefore;
		const isRead = walk.threads.has(id) && walk.threads.get(id) === updatedAt;
		return id === '' || isOld || isRead ? [] : [{ threadId: id, updatedAt }];
	});
	return { conversations, ...rest };
}

/** Whether the chatbot is still writing. If the message were emitted now, the item would never have the answer. */
function isBeingAnswered(
	{ messageType, question, answer, createdAt }: ApiObject,
	now: number,
): boolean {
	if (messageType !== 'NORMAL_MESSAGE' || textIn(question) === null || textIn(answer) !== null)
		return false;
	const since = instant(createdAt);
	return since !== null && now - since < ANSWERED_WITHIN;
}
