import { randomUUID } from 'node:crypto';

/** A JSON number that JavaScript's numbers can't hold, such as 9007199254740993 or 1e400. */
export class ExactNumber {
	constructor(readonly literal: string) {}
}

/**
 * Parses JSON without losing a digit: a number that JavaScript can't hold becomes an
 * {@link ExactNumber}.
 * @param parsed the result of `JSON.parse(text)`, if the caller has it already
 * @throws SyntaxError if the text isn't JSON
 */
export function parseExactJson(text: string, parsed: unknown = JSON.parse(text)): unknown {
	if (!MAY_LOSE_DIGITS.test(text)) return parsed;
	// Random, so that no text in the JSON can look like a number.
	const mark = randomUUID();
	const marked = markInexactNumbers(text, mark);
	return marked === text ? parsed : withExactNumbers(JSON.parse(marked), mark);
}

/** 15 significant digits and a two-digit exponent always fit. A quick test that must not miss any number. */
const MAY_LOSE_DIGITS = /(?:^|[:,[])\s*-?(?:[\d.]{16}|[\d.]+[eE][+-]?\d{3})/;

const QUOTE_OR_NUMBER = /"|-?\d[\d.eE+-]*/g;

/** Turns each number that would lose digits into a text that begins with the mark. */
function markInexactNumbers(json: string, mark: string): string {
	let marked = '';
	let copied = 0;
	QUOTE_OR_NUMBER.lastIndex = 0;
	for (let found; (found = QUOTE_OR_NUMBER.exec(json));) {
		const [literal] = found;
		if (literal === '"') {
			QUOTE_OR_NUMBER.lastIndex = endOfText(json, found.index);
		} else if (losesDigits(literal)) {
			marked += `${json.slice(copied, found.index)}"${mark}${literal}"`;
			copied = QUOTE_OR_NUMBER.lastIndex;
		}
	}
	return marked + json.slice(copied);
}

/** The index after the closing quote of the text that begins at `start`. */
function endOfText(json: string, start: number): number {
	let end = start;
	let backslashes: number;
	do {
		end = json.indexOf('"', end + 1);
		backslashes = 0;
		while (json[end - 1 - backslashes] === '\\') backslashes++;
	} while (backslashes % 2 === 1);
	return end + 1;
}

function losesDigits(literal: string): boolean {
	const number = Number(literal);
	return !Number.isFinite(number) || decimal(literal) !== decimal(String(number));
}

/** The value of a literal as its significant digits and a power of ten: equal for 1.50 and 15e-1. */
function decimal(literal: string): string {
	const [, whole, fraction, exponent] = /^-?(\d*)\.?(\d*)[eE]?(.*)$/.exec(literal)!;
	const digits = (whole + fraction).replace(/^0+/, '');
	let significant = digits.length;
	while (significant > 0 && digits[significant - 1] === '0') significant--;
	if (significant === 0) return '0';
	const power = BigInt(exponent || 0) + BigInt(digits.length - significant - fraction.length);
	return `${digits.slice(0, significant)}e${power}`;
}

function withExactNumbers(value: unknown, mark: string): unknown {
	// Not recursive: JSON may be nested deeper than the stack allows.
	const root = [value];
	const todo: object[] = [root];
	for (let parent; (parent = todo.pop());) {
		for (const [name, field] of Object.entries(parent)) {
			if (typeof field === 'object' && field !== null) {
				todo.push(field as object);
			} else if (typeof field === 'string' && field.startsWith(mark)) {
				const exact = new ExactNumber(field.slice(mark.length));
				// Assigning a field called __proto__ would change the prototype.
				Object.defineProperty(parent, name, {
					value: exact,
					enumerable: true,
					configurable: true,
					writable: true,
				});
			}
		}
	}
	return root[0];
}
