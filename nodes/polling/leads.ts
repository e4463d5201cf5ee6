import { listLeads } from '../api/leads';
import { instant, type Source } from './source';
import { walkNewest } from './walkNewest';

/** Leads, each once. */
export const leads: Source = {
	forgetsAbsent: false,
	async walk(walk) {
		const request = listLeads(walk.chatbotId, { status: 'all' });
		const { objects, ...rest } = await walkNewest(walk, request, 'createdAt');
		// The newest usually come first: of two leads with the same time of creation, the last one is older.
		const found = objects.toReversed().flatMap((object) => {
			const id = String(object.id ?? '');
			return id === '' ? [] : [{ id, key: id, createdAt: instant(object.createdAt), object }];
		});
		return { found, ...rest };
	},
};
