/** A text after decoding, and where in the original each of its characters came from. */
interface View {
	text: string;
	starts: readonly number[];
	ends: readonly number[];
}

/** How a format writes one character, and which character that is. */
interface Encoding {
	escape: RegExp;
	decode(match: RegExpExecArray): string;
}

/** Formats can be nested, as in a URL in HTML in JSON. */
const MAX_NESTED_ESCAPES = 3;

const CONTROLS: Record<string, string> = {
	b: '\b',
	f: '\f',
	n: '\n',
	r: '\r',
	t: '\t',
	v: '\v',
};

/** JSON, and the escapes of JavaScript and Python, which error pages quote. */
const json: Encoding = {
	escape: /\\(?:u([\da-f]{4})|u\{([\da-f]{1,6})\}|x([\da-f]{2})|([^]))/gi,
	decode: ([, unit, point, byte, other]) =>
		other === undefined ? character(unit ?? point ?? byte, 16) : (CONTROLS[other] ?? other),
};

/** Each byte becomes one character, so UTF-8 reads as Latin-1. The needles of a mask allow for that. */
const url: Encoding = {
	escape: /%([\da-f]{2})/gi,
	decode: ([, byte]) => character(byte, 16),
};

const form: Encoding = {
	escape: /%([\da-f]{2})|\+/gi,
	decode: ([, byte]) => (byte === undefined ? ' ' : character(byte, 16)),
};

const html: Encoding = {
	escape: /&(?:#x([\da-f]{1,6});?|#(\d{1,7});?|([a-z][a-z\d]{1,8});)/gi,
	decode: ([whole, hex, decimal, name]) => {
		if (name !== undefined) return entities.get(name) ?? entities.get(name.toLowerCase()) ?? whole;
		return hex === undefined ? character(decimal, 10) : character(hex, 16);
	},
};

const encodings = [json, url, form, html];

/** One way to write a character or, beyond the first 65,536, its two halves. */
export interface Escape {
	characters: string;
	/** The position after it in the text. */
	end: number;
}

/** The escapes that may begin at each position, also those that another one overlaps. */
export function escapesIn(text: string): Map<number, Escape[]> {
	const escapes = new Map<number, Escape[]>();
	for (const { index } of text.matchAll(/[\\%&+]/g)) {
		const found = encodings.flatMap(({ escape, decode }) => {
			const sticky = new RegExp(escape, 'iy');
			sticky.lastIndex = index;
			const match = sticky.exec(text);
			return match ? [{ characters: decode(match), end: sticky.lastIndex }] : [];
		});
		escapes.set(index, found);
	}
	return escapes;
}

/** The text itself and everything that it may mean to a reader who decodes it from left to right. */
export function listViews(text: string): View[] {
	const starts = Array.from({ length: text.length }, (_, n) => n);
	let level: View[] = [{ text, starts, ends: starts.map((n) => n + 1) }];
	const views = new Map<string, View>([[text, level[0]]]);
	for (let depth = 0; depth < MAX_NESTED_ESCAPES; depth++) {
		level = level
			.flatMap((view) => encodings.map((encoding) => decoded(view, encoding)))
			.filter((view) => !views.has(view.text) && views.set(view.text, view));
	}
	return [...views.values()];
}

function decoded(view: View, { escape, decode }: Encoding): View {
	const matches = [...view.text.matchAll(escape)];
	if (matches.length === 0) return view;
	const starts: number[] = [];
	const ends: number[] = [];
	let text = '';
	let done = 0;
	const copyTo = (end: number) => {
		text += view.text.slice(done, end);
		for (; done < end; done++) {
			starts.push(view.starts[done]);
			ends.push(view.ends[done]);
		}
	};
	for (const match of matches) {
		copyTo(match.index);
		const characters = decode(match);
		done += match[0].length;
		text += characters;
		for (let n = 0; n < characters.length; n++) {
			starts.push(view.starts[match.index]);
			ends.push(view.ends[done - 1]);
		}
	}
	copyTo(view.text.length);
	return { text, starts, ends };
}

function character(digits: string, base: number): string {
	const point = parseInt(digits, base);
	return point <= 0x10ffff ? String.fromCodePoint(point) : '\ufffd';
}

/** The names of ASCII's punctuation, then those of Latin-1 in the order of its characters. */
const entities = new Map<string, string>([
	...(
		'excl ! quot " num # dollar $ percnt % amp & apos \' lpar ( rpar ) ast * plus + comma , period . sol / ' +
		'colon : semi ; lt < equals = gt > quest ? commat @ lsqb [ lbrack [ bsol \\ rsqb ] rbrack ] hat ^ ' +
		'lowbar _ grave ` lcub { lbrace { verbar | vert | rcub } rbrace } hyphen \u2010 tilde \u02dc'
	)
		.match(/\S+ \S+/g)!
		.map((pair): [string, string] => [pair.split(' ')[0], pair.split(' ')[1]]),
	...(
		'nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 ' +
		'sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc ' +
		'Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve ' +
		'Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute ' +
		'acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ' +
		'ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml'
	)
		.split(' ')
		.map((name, n): [string, string] => [name, String.fromCharCode(0xa0 + n)]),
]);
