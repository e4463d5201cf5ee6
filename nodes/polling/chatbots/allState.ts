import { isObject } from '../../api/envelope';
import {
	isKeptState,
	isPollState,
	type KeptState,
	type PollState,
	startingAt,
} from '../core/state';

/** The state of one chatbot of several. */
export interface ChatbotState extends Omit<PollState, 'version' | 'settings' | 'revision'> {
	/** Since when SiteGPT hasn't listed it, in milliseconds since 1970. */
	missingSince?: number;
}

/**
 * What n8n keeps of a polling trigger of all chatbots. All times in milliseconds since 1970. Its mark is when the
 * workflow was published, less Look Back: the mark of the chatbots that existed then.
 */
export interface AllState extends KeptState {
	/** When SiteGPT last listed all chatbots; null if it never has. A chatbot that is new starts from there. */
	listedAt: number | null;
	/** By the chatbot's ID. */
	chatbots: Record<string, ChatbotState>;
}

/** The state at publishing, when the chatbots aren't known yet. */
export function initialAllState(settings: string, mark: number): AllState {
	return { ...startingAt(settings, mark), listedAt: null, chatbots: {} };
}

/** What n8n keeps of a chatbot's poller. */
export function toChatbotState(
	{ mark, isByN8nClock, fullReadAt, isSorted, ledger, unread, source }: ChatbotState,
	missingSince: number | undefined,
): ChatbotState {
	const state = { mark, isByN8nClock, fullReadAt, isSorted, ledger, unread, source };
	return { ...state, ...(missingSince === undefined ? {} : { missingSince }) };
}

/** A chatbot's state as its poller takes it. */
export function toPollState(state: ChatbotState, settings: string): PollState {
	return { ...state, version: 1, settings, revision: '' };
}

/** Whether n8n has kept a state that this version can continue. */
export function isAllState(kept: unknown, settings: string): kept is AllState {
	if (!isKeptState(kept, settings)) return false;
	const { chatbots } = kept as Partial<AllState>;
	return (
		isObject(chatbots) &&
		Object.values(chatbots).every((one) => isPollState(toPollState(one, settings), settings))
	);
}
