import { listConversations } from '../api/conversations';
import type { Source } from './source';
import { walkNewest } from './walkNewest';

/**
 * Escalated conversations. One that escalates again, after it was not escalated for a while, is found
 * again: that it was gone shows only in a list that was read to its end.
 */
export const escalations: Source = {
	forgetsAbsent: true,
	async walk(walk) {
		const request = listConversations(walk.chatbotId, { escalated: true });
		// To the end each time, whatever the order.
		const { objects, ...rest } = await walkNewest(
			{ ...walk, seenBefore: null },
			request,
			'updatedAt',
		);
		// The newest come first.
		const found = objects.toReversed().flatMap((object) => {
			const id = String(object.threadId ?? '');
			// SiteGPT doesn't say when it escalated. Since the last change it hasn't done so again.
			const key = `${id} ${String(object.updatedAt)}`;
			return id === '' ? [] : [{ id, key, createdAt: null, object, threadId: id }];
		});
		return { found, ...rest };
	},
};
