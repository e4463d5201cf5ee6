import turns from './turns.json' with { type: 'json' };

export interface Finding {
	/** from 1 */
	line: number;
	/** as it is in the text, on one line */
	found: string;
	say: string;
}

/** Between two words: spaces, or a line break and what starts the next line of a comment. */
const gap = String.raw`(?: +|\s*\n\s*(?:\*|//|#|>)?\s*)`;

/** turns.json: `turn` is a regular expression without regard to case, `say` what to write instead. */
const patterns = turns.map(({ turn, say }) => ({
	pattern: new RegExp(turn.replaceAll(' ', gap), 'gi'),
	say,
}));

/** The turns in a text, in its order. */
export function findTurns(text: string): Finding[] {
	return patterns
		.flatMap(({ pattern, say }) =>
			[...text.matchAll(pattern)].map(({ index, 0: found }) => ({ index, found, say })),
		)
		.sort((a, b) => a.index - b.index)
		.map(({ index, found, say }) => ({
			line: text.slice(0, index).split('\n').length,
			found: found.replaceAll(/\s+/g, ' '),
			say,
		}));
}
