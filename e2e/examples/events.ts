import { randomUUID } from 'node:crypto';
import type { JsonObject } from '../../harness/json.ts';
import { triggers } from '../../harness/n8n/triggers.ts';
import { eventFor, type Kind } from '../../harness/siteGpt/payloads.ts';

export function eventWith(kind: Kind, change: JsonObject = {}, part?: string) {
	const payload = eventFor(triggers[kind], `example_${randomUUID().slice(0, 8)}`);
	const data = part === undefined ? payload.data : (payload.data[part] as JsonObject);
	Object.assign(data, change);
	return payload;
}

/** A message whose IDs and texts can't be read. */
export const unreadableMessage = eventWith('message', {
	threadId: null,
	messageType: null,
	question: [],
	answer: {},
});

/** Makes three items for one execution, as with Max Events per Execution, from the pinned one. */
export const several = (sample: JsonObject) =>
	['a', 'b', 'c'].map((id) => ({
		...sample,
		idempotencyKey: id.repeat(64),
		...(sample.lead ? { lead: { ...(sample.lead as JsonObject), id } } : { threadId: id }),
	}));
