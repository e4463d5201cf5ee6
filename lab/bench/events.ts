import { type Kind, newEvent } from '../../harness/siteGpt/payloads.ts';

/** Placeholder for an event's id. */
const ID_MARK = '@id@';

/** An event's JSON, before and after its id. */
export interface Template {
	before: string;
	after: string;
}

const SENTENCE = 'Yes, we ship to Norway, within five working days. ';

/** An event of `bytes` bytes, or more if its other fields are longer. `change` is merged into its data. */
export function template(
	kind: Kind,
	bytes: number,
	change: Record<string, unknown> = {},
): Template {
	const { payload } = newEvent(kind, ID_MARK);
	Object.assign(payload.data, change);
	// This field is padded: a message's answer, or an unknown field in other events.
	const longField = 'answer' in payload.data ? 'answer' : 'note';
	payload.data[longField] = '';
	const missing = Math.max(0, bytes - JSON.stringify(payload).length);
	payload.data[longField] = SENTENCE.repeat(missing / SENTENCE.length + 1).slice(0, missing);
	// The id may also be in a URL. Replacing it in one place is enough to distinguish events.
	const text = JSON.stringify(payload);
	const at = text.lastIndexOf(ID_MARK);
	return {
		before: text.slice(0, at).replaceAll(ID_MARK, 'test'),
		after: text.slice(at + ID_MARK.length),
	};
}
