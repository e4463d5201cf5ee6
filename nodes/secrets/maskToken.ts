import { type Escape, escapesIn, listViews } from './encodings';

/** Replaces tokens in texts and in JSON. */
export interface Mask {
	/**
	 * The text without tokens.
	 * @param longest text after this many characters is replaced by "..."
	 */
	text(text: string, longest?: number): string;
	/** Parsed JSON with no token in any of its values and keys. */
	json(value: unknown): unknown;
}

type Range = [start: number, end: number];

/** JSON that is nested deeper becomes text, so that neither this code nor n8n runs out of stack. */
const MAX_DEPTH = 100;

/** How many characters one character of a token may take once formats are nested. */
const MAX_ESCAPE_CHARACTERS = 20;

/** Replacing one token can make the text around it contain another one, but only a few times. */
const MAX_PASSES = 5;

/**
 * A mask for a credential's tokens: as entered and trimmed, in JSON, URL, and HTML escapes, in base64, and
 * as UTF-8 read as Latin-1 or the reverse. Ignores tokens that aren't text or are blank.
 */
export function maskFor(tokens: readonly unknown[]): Mask {
	const texts = tokens
		.map((token) => (typeof token === 'number' ? String(token) : token))
		.filter((token) => typeof token === 'string')
		.filter((token) => token.trim() !== '');
	const needles = [...new Set(texts.flatMap(listTokenForms))];
	const marker = markerFor(needles);
	const ellipsis = needles.some((needle) => touches('...', needle)) ? marker : '...';
	const reach = Math.max(0, ...needles.map(({ length }) => length)) * MAX_ESCAPE_CHARACTERS;
	const isLongNumber = texts.some((token) => /^\d{16,}$/.test(token.trim()));

	const maskText = (text: string, longest = Infinity): string => {
		let masked = text.slice(0, longest + reach);
		let end = longest;
		for (let pass = 0; ; pass++) {
			const ranges = findRanges(needles, masked).filter(([start]) => start < end);
			if (ranges.length === 0) break;
			if (pass === MAX_PASSES) return marker;
			const { text: replaced, moved } = replace(masked, ranges, marker, end);
			masked = replaced;
			end = moved;
		}
		const kept = masked.slice(0, Math.min(end, longest));
		return text.length > longest ? `${kept.replace(/[\ud800-\udbff]$/, '')}${ellipsis}` : kept;
	};

	const maskJson = (value: unknown, depth = 0): unknown => {
		if (typeof value === 'string') return maskText(value);
		// Parsing has rounded it, so its last digits can't be compared.
		if (typeof value === 'number' && isLongNumber && !Number.isSafeInteger(value)) return marker;
		if (typeof value === 'number' || typeof value === 'boolean') {
			const masked = maskText(String(value));
			return masked === String(value) ? value : masked;
		}
		if (value === null || typeof value !== 'object') return value;
		if (depth === MAX_DEPTH) return maskText(JSON.stringify(value));
		if (Array.isArray(value)) return value.map((inner) => maskJson(inner, depth + 1));
		const keys = new Set<string>();
		return Object.fromEntries(
			Object.entries(value).map(([key, inner]) => {
				let unique = maskText(key);
				while (keys.has(unique)) unique += marker;
				keys.add(unique);
				return [unique, maskJson(inner, depth + 1)];
			}),
		);
	};

	return { text: maskText, json: (value) => maskJson(value) };
}

/** What a token looks like once formats that escape single characters are decoded. */
function listTokenForms(token: string): string[] {
	return [token, token.trim()].flatMap((text) => {
		const misread = Buffer.from(text, 'utf8').toString('latin1');
		const forms = [text, misread, Buffer.from(misread, 'utf8').toString('latin1')];
		const bytes = [Buffer.from(text, 'utf8')];
		if (/^[\0-\xff]*$/.test(text)) {
			bytes.push(Buffer.from(text, 'latin1'));
			forms.push(Buffer.from(text, 'latin1').toString('utf8'));
		}
		for (const each of bytes) {
			const padded = each.toString('base64');
			forms.push(padded, padded.replace(/=+$/, ''), each.toString('base64url'));
		}
		return forms;
	});
}

/** A marker that can't form part of a token together with the text around it. */
function markerFor(needles: readonly string[]): string {
	const usual = '[token]';
	if (needles.every((needle) => !touches(usual, needle))) return usual;
	const used = new Set(needles.join(''));
	let code = 0x2588;
	while (used.has(String.fromCharCode(code))) code++;
	return String.fromCharCode(code);
}

function touches(marker: string, needle: string): boolean {
	if (marker.includes(needle) || needle.includes(marker)) return true;
	for (let n = 1; n < marker.length; n++) {
		if (needle.startsWith(marker.slice(-n)) || needle.endsWith(marker.slice(0, n))) return true;
		if (marker.endsWith(needle.slice(0, n)) || marker.startsWith(needle.slice(-n))) return true;
	}
	return false;
}

/** Where the text holds a needle in any form, from left to right; overlapping matches are one range. */
function findRanges(needles: readonly string[], text: string): Range[] {
	const found = listViews(text).flatMap(({ text: decoded, starts, ends }) => {
		const escapes = escapesIn(decoded);
		return needles
			.flatMap((needle) => occurrences(needle, decoded, escapes))
			.map(([start, end]): Range => [starts[start], ends[end - 1]]);
	});
	const merged: Range[] = [];
	for (const [start, end] of found.sort((a, b) => a[0] - b[0])) {
		const last = merged.at(-1);
		if (last && start <= last[1]) last[1] = Math.max(last[1], end);
		else merged.push([start, end]);
	}
	return merged;
}

/**
 * Where a needle occurs, each of its characters as itself or as an escape. Follows all readings at the same
 * time, since text before the needle can hide where an escape begins: one step for each character, however
 * many readings there are.
 */
function occurrences(
	needle: string,
	text: string,
	escapes: ReadonlyMap<number, readonly Escape[]>,
): Range[] {
	if (escapes.size === 0) {
		return findPositions(needle, text).map((start): Range => [start, start + needle.length]);
	}
	/** By how much of the needle is read: where the text goes on, and the earliest start that leads there. */
	const readings = Array.from({ length: needle.length + 1 }, () => undefined) as Array<
		Map<number, number> | undefined
	>;
	const note = (read: number, at: number, start: number) => {
		const known = (readings[read] ??= new Map<number, number>());
		known.set(at, Math.min(start, known.get(at) ?? start));
	};
	for (const at of findPositions(needle[0], text)) step(0, at, at);
	for (const at of escapes.keys()) step(0, at, at);
	for (let read = 1; read < needle.length; read++) {
		for (const [at, start] of readings[read] ?? []) step(read, at, start);
		readings[read] = undefined;
	}
	return Array.from(readings[needle.length] ?? [], ([end, start]): Range => [start, end]);

	function step(read: number, at: number, start: number) {
		if (text[at] === needle[read]) note(read + 1, at + 1, start);
		for (const { characters, end } of escapes.get(at) ?? []) {
			if (needle.startsWith(characters, read)) note(read + characters.length, end, start);
		}
	}
}

function findPositions(needle: string, text: string): number[] {
	const found: number[] = [];
	for (let at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + 1)) found.push(at);
	return found;
}

/** @returns the text, and where the character at `end` is now */
function replace(
	text: string,
	ranges: readonly Range[],
	marker: string,
	end: number,
): { text: string; moved: number } {
	let replaced = '';
	let done = 0;
	let moved = end;
	for (const [start, stop] of ranges) {
		replaced += text.slice(done, start) + marker;
		moved = end < stop ? replaced.length : end - stop + replaced.length;
		done = stop;
	}
	return { text: replaced + text.slice(done), moved };
}
