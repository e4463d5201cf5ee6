import { mapConcurrently } from '../../api/concurrently';
import type { Poller } from '../core/poller';
import { concernsAllChatbots, describe } from '../core/readErrors';
import type { PollRun } from '../core/source';
import type { ChatbotState } from './allState';
import { chatbotRun } from './chatbotRun';
import { type AllNote, namedNote, refused } from './notes';
import { addReadFailure, errorOf, isRefusal, type ReadFailure } from './readFailures';

/** How many chatbots are read at the same time. */
const MAX_CONCURRENT_CHATBOTS = 5;

/** How long a poll reads one chatbot, in milliseconds: others wait for their turn. The next poll continues. */
const MAX_TURN_MS = 20_000;

/** What a process remembers about a chatbot. */
export interface Chatbot {
	/** What n8n has kept, until it has a poller. */
	state: ChatbotState;
	poller?: Poller;
	/** Since when SiteGPT hasn't listed it, in milliseconds since 1970. */
	missingSince?: number;
	/** Why it could not be read last. */
	lastFailure?: ReadFailure;
	/** When it was read last, on the monotonic clock of the polls. */
	turnAt: number;
}

/**
 * Reads chatbots, as far as there is time. Those that have waited the longest come first, so that none keeps others
 * waiting for more than a poll.
 * @param answers how many have answered in this poll before
 * @returns what concerns all of them, or else what has kept one from being read, unless that is a refusal
 */
export async function takeTurns(
	chatbots: Array<[string, Chatbot]>,
	run: PollRun,
	pollerOf: (chatbot: Chatbot) => Poller,
	answers = 0,
): Promise<{ notes: AllNote[]; answers: number; error?: unknown }> {
	const notes: AllNote[] = [];
	const failed: Array<{ id: string; chatbot: Chatbot; error: unknown }> = [];
	let failure: unknown;
	const takeTurn = async ([id, chatbot]: [string, Chatbot]) => {
		const isDown = answers === 0 && failed.length >= MAX_CONCURRENT_CHATBOTS;
		const isTurn = failure === undefined && !isDown && isDue(chatbot, run) && run.hasTime();
		if (isTurn) chatbot.turnAt = run.monotonicNow();
		else if (!chatbot.poller) return;
		// Without a turn, a poller only settles what executions have started with.
		const ends = run.monotonicNow() + MAX_TURN_MS;
		const hasTime = () => isTurn && run.hasTime() && run.monotonicNow() < ends;
		const found = await pollerOf(chatbot).find(chatbotRun(run, id, hasTime));
		if (!isTurn) return;
		notes.push(...found.notes.map((note) => namedNote(id, note)));
		const { error } = found;
		if (error === undefined) {
			answers++;
			delete chatbot.lastFailure;
			delete chatbot.missingSince;
		} else if (!run.hasTime() && answers > 0) return;
		else if (concernsAllChatbots(error)) failure ??= error;
		else failed.push({ id, chatbot, error });
	};
	const all = chatbots.toSorted(([, a], [, b]) => a.turnAt - b.turnAt);
	await mapConcurrently(all, takeTurn, { maxConcurrent: MAX_CONCURRENT_CHATBOTS });
	const unexpected = failed.find(({ chatbot, error }) => !isGone(chatbot, error));
	if (answers === 0) failure ??= unexpected?.error;
	if (failure !== undefined) return { notes, answers, error: failure };
	for (const { chatbot, error } of failed)
		chatbot.lastFailure = addReadFailure(chatbot.lastFailure, error, run.monotonicNow());
	const refusals = failed.filter(({ error }) => isRefusal(error));
	if (refusals.length > 0)
		notes.push(refused(refusals.map(({ id, error }) => describe(id, error))));
	const [broken] = chatbots.flatMap(([id, { lastFailure }]) =>
		lastFailure && !isRefusal(lastFailure.error) ? errorOf(id, lastFailure.error) : [],
	);
	return { notes, answers, error: broken };
}

/** SiteGPT neither lists it nor answers for it. */
function isGone({ missingSince }: Chatbot, error: unknown): boolean {
	return missingSince !== undefined && isRefusal(error);
}

function isDue(chatbot: Chatbot, { monotonicNow }: PollRun): boolean {
	const { lastFailure } = chatbot;
	if (!lastFailure) return true;
	return !isGone(chatbot, lastFailure.error) && monotonicNow() >= lastFailure.restsUntil;
}
