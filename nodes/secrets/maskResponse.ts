import { maskFor } from './maskToken';

/** Removes secrets from what a server answers. */
export interface ResponseMask {
	/** A short text without secrets, in whatever way they are escaped. */
	text(text: string): string;
	/** Whether an answer may repeat a secret. Much faster than masking it. */
	mayBeIn(text: string): boolean;
	/** Parsed JSON without secrets in its texts and names. */
	json(value: unknown): unknown;
}

/** A shorter secret isn't masked: ordinary words would contain it. */
export const MIN_SECRET_CHARACTERS = 6;

/** Of a longer text only what looks like a secret as it is or in base64 is masked: decoding takes too much memory. */
const MAX_DECODED_CHARACTERS = 1_000_000;

/** A mask for answers of any size to requests with these secrets. */
export function createResponseMask(secrets: readonly string[]): ResponseMask {
	const long = [...new Set(secrets)].filter(({ length }) => length >= MIN_SECRET_CHARACTERS);
	const { text: maskText } = maskFor(long);
	const forms = long.flatMap(listForms);
	const traces = forms.map(longestWord);

	const mayBeIn = (text: string) => traces.some((trace) => text.includes(trace));
	const mask = (text: string) => {
		if (!mayBeIn(text)) return text;
		if (text.length <= MAX_DECODED_CHARACTERS) return maskText(text);
		return forms.reduce((masked, form) => masked.replaceAll(form, '[token]'), text);
	};
	const json = (value: unknown): unknown => {
		if (typeof value === 'string') return mask(value);
		if (typeof value !== 'object' || value === null) return value;
		if (Array.isArray(value)) return value.map(json);
		const fields = Object.entries(value).map(([name, field]) => [mask(name), json(field)]);
		return Object.fromEntries(fields) as unknown;
	};
	return { text: maskText, mayBeIn, json };
}

function listForms(secret: string): string[] {
	const bytes = Buffer.from(secret, 'utf8');
	const base64 = bytes.toString('base64').replace(/=+$/, '');
	return [secret, encodeURIComponent(secret), base64, bytes.toString('base64url')];
}

/** The part that is the same in every encoding: letters and digits are only escaped by somebody who hides them. */
function longestWord(form: string): string {
	const words = form.match(/[a-z\d]+/gi) ?? [];
	return words.reduce((longest, word) => (word.length > longest.length ? word : longest), '');
}
