/** A line for n8n's log. */
export interface Note {
	type: 'catchingUp' | 'unreadable' | 'unexplained' | 'unidentified' | 'undated';
	text: string;
}

/** How far a walk has come. */
interface Progress {
	pages: number;
	present: ReadonlySet<string>;
	/** In milliseconds since 1970. */
	downTo: number;
}

/** A walk has run out of time. */
export function catchingUp({ pages, present, downTo }: Progress): Note {
	const until = downTo < Infinity ? `, back to ${new Date(downTo).toISOString()}` : '';
	const text = `Catching up: read ${present.size} objects on ${pages} pages so far${until}. The next poll continues there.`;
	return { type: 'catchingUp', text };
}

/** The most conversations that a line names. */
const MAX_NAMED = 10;

/** Conversations could not be read. */
export function unreadable(reasons: readonly string[]): Note {
	const { length } = reasons;
	const which = length === 1 ? 'a conversation' : `${length} conversations`;
	const others = length > MAX_NAMED ? `, and ${length - MAX_NAMED} more` : '';
	const text = `Could not read ${which}: ${reasons.slice(0, MAX_NAMED).join(', ')}${others}. The next poll tries again; other conversations are not affected.`;
	return { type: 'unreadable', text };
}

/** Objects aren't listed anymore, and SiteGPT could not be asked why. */
export function unexplained(reasons: readonly string[]): Note {
	const text = `Could not find out why SiteGPT no longer lists ${reasons.join(', ')}. The trigger asks again in 10 minutes.`;
	return { type: 'unexplained', text };
}

/** SiteGPT has listed conversations that no request can be made for. */
export function unidentified(count: number): Note {
	const which = count === 1 ? 'a conversation' : `${count} conversations`;
	return {
		type: 'unidentified',
		text: `SiteGPT listed ${which} without an ID, which can't be read. Report this to SiteGPT.`,
	};
}

/** A loss that nothing can avoid. */
export const undatedLost: Note = {
	type: 'undated',
	text: 'SiteGPT lists more objects without a date than n8n remembers. New ones that came while n8n was stopped look like older ones, and are not emitted.',
};
