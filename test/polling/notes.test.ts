import {
	catchingUp,
	undatedLost,
	unexplained,
	unidentified,
	unreadable,
} from '../../nodes/polling/core/notes';

const walk = { pages: 3, present: new Set(['a', 'b']) };

// The log prints one note of each type a minute.
test.each([
	[
		'a walk that goes on',
		catchingUp({ ...walk, downTo: Date.UTC(2026, 10, 28) }),
		'catchingUp',
		'Catching up: read 2 objects on 3 pages so far, back to 2026-11-28T00:00:00.000Z. The next poll continues there.',
	],
	[
		'a walk through a list in no order',
		catchingUp({ ...walk, downTo: Infinity }),
		'catchingUp',
		'Catching up: read 2 objects on 3 pages so far. The next poll continues there.',
	],
	[
		'one conversation',
		unreadable(['a (No.)']),
		'unreadable',
		'Could not read a conversation: a (No.). The next poll tries again; other conversations are not affected.',
	],
	[
		'conversations',
		unreadable(['a (No.)', 'b (Oh.)']),
		'unreadable',
		'Could not read 2 conversations: a (No.), b (Oh.). The next poll tries again; other conversations are not affected.',
	],
	[
		'many conversations',
		unreadable(Array.from({ length: 12 }, (_, n) => `${n}`)),
		'unreadable',
		'Could not read 12 conversations: 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, and 2 more. The next poll tries again; other conversations are not affected.',
	],
	[
		'those that are missing',
		unexplained(['a (No)', 'b (Oh)']),
		'unexplained',
		'Could not find out why SiteGPT no longer lists a (No), b (Oh). The trigger asks again in 10 minutes.',
	],
	[
		'one without an ID',
		unidentified(1),
		'unidentified',
		"SiteGPT listed a conversation without an ID, which can't be read. Report this to SiteGPT.",
	],
	[
		'some without an ID',
		unidentified(2),
		'unidentified',
		"SiteGPT listed 2 conversations without an ID, which can't be read. Report this to SiteGPT.",
	],
	[
		'objects without a date',
		undatedLost,
		'undated',
		'SiteGPT lists more objects without a date than n8n remembers. New ones that came while n8n was stopped look like older ones, and are not emitted.',
	],
])('%s', (_, note, type, text) => {
	expect(note).toEqual({ type, text });
});
