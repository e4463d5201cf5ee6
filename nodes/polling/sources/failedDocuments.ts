import { idText, objectIn } from '../../api/envelope';
import { unlessGone } from '../../api/gone';
import { documentSchema, getDocument, listDocuments } from '../../api/knowledge';
import type { ApiObject } from '../../api/pages';
import { parseTime } from '../../api/time';
import type { Entry, SourceType } from '../core/source';
import { toApiItem } from './apiItem';
import { createListedSource } from './listedObjects';

const FAILED = 'FAILED';

function toEntry(object: ApiObject): Entry {
	const { id, name, externalId, source, status, error, updatedAt, lastSyncedAt } = object;
	// A document without an ID is recognized by where it comes from.
	const identity = idText(id) ?? JSON.stringify([source, externalId, name]);
	const version = JSON.stringify([status, error, updatedAt, lastSyncedAt]);
	return { id: identity, time: parseTime(updatedAt), version, object };
}

export const failedDocuments: SourceType = {
	name: 'failed document',
	create: (_, state) =>
		createListedSource(
			{
				name: 'failedDocument',
				list: (chatbotId) => listDocuments(chatbotId, { status: [FAILED] }),
				toEntry,
				otherTime: ({ createdAt }) => parseTime(createdAt),
				isOver: ({ status }) => typeof status === 'string' && status !== FAILED,
				async get(id, { client, chatbotId }) {
					const request = getDocument(chatbotId, id, { includeContent: false });
					const data = await unlessGone(client.call(request));
					return data === undefined ? undefined : objectIn(data, 'document');
				},
				hasThread: false,
				toItem: (finding, place) => toApiItem(documentSchema, finding, place),
			},
			state,
		),
};
