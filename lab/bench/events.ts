import { newEvent, type Kind } from '../sender/events.ts';

/** Where an event's id goes. */
const mark = '@id@';

/** An event's JSON in two parts, between which goes an id of its own. */
export interface Template {
	before: string;
	after: string;
}

const sentence = 'Yes, we ship to Norway, within five working days. ';

/** An event of `bytes` bytes, as near as its other fields allow; `change` is made to its data. */
export function template(
	kind: Kind,
	bytes: number,
	change: Record<string, unknown> = {},
): Template {
	const { payload } = newEvent(kind, mark);
	Object.assign(payload.data, change);
	// What is made as long as it takes: a message's answer, or a field of the others that nobody knows.
	const longField = 'answer' in payload.data ? 'answer' : 'note';
	payload.data[longField] = '';
	const missing = Math.max(0, bytes - JSON.stringify(payload).length);
	payload.data[longField] = sentence.repeat(missing / sentence.length + 1).slice(0, missing);
	// The id may be in a URL as well: one place is enough to tell events apart.
	const text = JSON.stringify(payload);
	const at = text.lastIndexOf(mark);
	return {
		before: text.slice(0, at).replaceAll(mark, 'test'),
		after: text.slice(at + mark.length),
	};
}
