import { idText, isObject } from '../../api/envelope';
import { listLeads } from '../../api/leads';
import { parseTime, toIsoTime } from '../../api/time';
import type { SiteGptEvent } from '../../events/event';
import { lead } from '../../events/lead';
import type { Source, SourceType } from '../core/source';
import { toChatbotId, toDashboardUrl, toEventItem } from './eventItem';
import { findingId } from './findingId';

const source: Source = {
	list: (chatbotId) => listLeads(chatbotId, { status: 'all' }),
	toEntry(object) {
		const { id, createdAt, email, phone, name } = object;
		// A lead without an ID is recognized by what it was captured with.
		const identity = idText(id) ?? JSON.stringify([createdAt, email, phone, name]);
		return { id: identity, time: parseTime(createdAt), version: '', object };
	},
	toFinding: ({ id, time, object }, run) => ({
		...findingId(lead.name, id, run),
		time,
		dueTime: Math.min(time ?? run.now, run.now),
		object,
	}),
	toItem(finding, place) {
		const { object } = finding;
		const { id, name, email, phone, createdAt, customData } = object;
		const leadDetails = { id, name, email, phone, capturedAt: toIsoTime(createdAt) };
		const data = {
			chatbotId: toChatbotId(object),
			dashboardUrl: toDashboardUrl(place, 'leads', idText(id)),
			leadDetails: { ...leadDetails, ...(isObject(customData) ? { customData } : {}) },
		};
		return toEventItem(lead as SiteGptEvent, data, finding, place);
	},
};

export const leads: SourceType = { name: 'lead', create: () => source };
