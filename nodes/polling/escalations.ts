import { listConversations } from '../api/conversations';
import type { Source } from './source';
import { walkNewest } from './walkNewest';

/**
 * Escalated conversations. One that wasn't escalated for a while and escalates again is found again. Only a
 * list that was read to its end shows that it was gone.
 */
export const escalations: Source = {
	forgetsAbsent: true,
	async walk(walk) {
		const request = listConversations(walk.chatbotId, { escalated: true });
		// Read to the end each time, whatever the order.
		const { objects, ...rest } = await walkNewest(
			{ ...walk, seenBefore: null },
			request,
			'updatedAt',
		);
		// The newest come first.
		const found = objects.toReversed().flatMap((object) => {
			const id = String(object.threadId ?? '');
			// SiteGPT doesn't say when it escalated, but it hasn't escalated again since its last change.
			const key = `${id} ${String(object.updatedAt)}`;
			return id === '' ? [] : [{ id, key, createdAt: null, object, threadId: id }];
		});
		return { found, ...rest };
	},
};
