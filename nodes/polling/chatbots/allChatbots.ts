import type { ApiObject } from '../../api/pages';
import { byTime, parseTime } from '../../api/time';
import { MAX_ITEMS } from '../core/emissionQueue';
import type { Executed } from '../core/ledger';
import { Poller } from '../core/poller';
import { Revisions } from '../core/revisions';
import type { Finding, PollRun, Source } from '../core/source';
import { initialState } from '../core/state';
import { type AllState, toChatbotState, toPollState } from './allState';
import { ChatbotList, type WholeList } from './chatbotList';
import { fairShares } from './fairShares';
import { type AllNote, noChatbots, unidentifiedChatbots } from './notes';
import { addReadFailure, type ReadFailure } from './readFailures';
import { type Chatbot, takeTurns } from './turns';

/** The most chatbots that one trigger polls, with those that are gone. */
export const MAX_CHATBOTS = 1000;

/** The most IDs of settled objects that n8n keeps of all chatbots together. */
export const MAX_STORED_IDS_OF_ALL = 5000;

/** How long the state of a chatbot that SiteGPT neither lists nor answers for is kept, in milliseconds. */
const MAX_GONE_MS = 30 * 24 * 60 * 60 * 1000;

/** For how long a chatbot that exists may be missing from SiteGPT's list, in milliseconds. */
const MAX_LEFT_OUT_MS = 24 * 60 * 60 * 1000;

/** What the pollers of the chatbots need. */
export interface Parts {
	/** @param state what {@link Source.toState} returned, if anything */
	createSource(state?: Record<string, unknown>): Source;
	executed: Executed;
	/** Whether the workflow has just been published: this is the first poll. */
	isPublishing: boolean;
}

/**
 * Finds what is new in each chatbot that the token may see, with a {@link Poller} for each. To n8n, they are one:
 * {@link AllChatbots.toState} is what n8n keeps.
 */
export class AllChatbots {
	/** Makes the items of all chatbots. */
	readonly source: Source;

	/** Without the chatbots. */
	private readonly state: AllState;

	private readonly chatbots = new Map<string, Chatbot>();

	private readonly list = new ChatbotList();

	/** Why the list could not be read last. */
	private listFailure: ReadFailure | undefined;

	/** Set if SiteGPT lists more than {@link MAX_CHATBOTS}. */
	private overflow: Error | undefined;

	private isPublishing: boolean;

	private readonly revisions: Revisions;

	/** Whether a poll is under way. */
	isRunning = false;

	constructor(
		state: AllState,
		private readonly parts: Parts,
	) {
		this.source = parts.createSource();
		this.isPublishing = parts.isPublishing;
		this.state = { ...state, chatbots: {} };
		this.revisions = new Revisions(state.revision);
		for (const [id, { missingSince, ...kept }] of Object.entries(state.chatbots)) {
			const missing = missingSince === undefined ? {} : { missingSince };
			this.chatbots.set(id, { state: kept, ...missing, turnAt: -Infinity });
		}
	}

	/** As {@link Poller.continues}. */
	continues(kept: Pick<AllState, 'revision'>): boolean {
		return this.revisions.isCurrent(kept);
	}

	/** As {@link Poller.isBusy}. */
	isBusy(kept: Pick<AllState, 'revision'> | undefined, now: number): boolean {
		return this.isRunning || this.revisions.isBeingStored(kept, now);
	}

	/** Has the next poll read the list of chatbots, and ask those again that could not be read. */
	askAgain(): void {
		this.list.expire();
		this.listFailure = undefined;
		for (const chatbot of this.chatbots.values()) delete chatbot.lastFailure;
	}

	/**
	 * Reads SiteGPT, as far as there is time.
	 * @returns lines for n8n's log, and what kept it from reading more, unless that is the refusal of some chatbots
	 */
	async find(run: PollRun): Promise<{ notes: AllNote[]; error?: unknown }> {
		// At the same time: the list may fail, or take long.
		const listing = this.readList(run);
		if (this.chatbots.size === 0) await listing;
		const turns = await this.takeTurns(run, [...this.chatbots]);
		const { notes, error } = await listing;
		const added = [...this.chatbots].filter(([, { turnAt }]) => turnAt === -Infinity);
		const more = await this.takeTurns(run, turns.error === undefined ? added : [], turns.answers);
		this.isPublishing = false;
		return {
			notes: [...notes, ...turns.notes, ...more.notes],
			error: turns.error ?? more.error ?? error,
		};
	}

	/** What to emit, and how many are left for the next poll. No chatbot takes the place of others. */
	select(now: number): { findings: Finding[]; left: number } {
		const pollers = [...this.chatbots.values()].flatMap(({ poller }) => poller ?? []);
		const unsettled = pollers.reduce((sum, poller) => sum + poller.unsettled, 0);
		const all = pollers.map((poller) => poller.select(now, unsettled));
		const counts = all.map(({ findings }) => findings.length);
		const shares = fairShares(counts, MAX_ITEMS);
		const findings = all.flatMap((each, index) => each.findings.slice(0, shares[index]));
		const found = all.reduce((sum, each) => sum + each.findings.length + each.left, 0);
		return { findings: findings.sort(byTime), left: found - findings.length };
	}

	/** As {@link Poller.noteEmitted}. */
	noteEmitted(findings: readonly Finding[], now: number): void {
		if (findings.length === 0) return;
		this.revisions.noteEmission(now);
		for (const [id, { poller }] of this.chatbots) {
			const own = findings.filter(({ chatbotId }) => chatbotId === id);
			poller?.noteEmitted(own, now);
		}
	}

	/** What n8n should keep. It never includes what was emitted and is not settled. */
	toState(): AllState {
		const all = [...this.chatbots];
		const whole = all.map(([, { poller, state }]) => poller?.toState() ?? state);
		const counts = whole.map(({ ledger }) => Object.keys(ledger.ids).length);
		const shares = fairShares(counts, MAX_STORED_IDS_OF_ALL);
		const chatbots = all.map(([id, { poller, missingSince }], index) => {
			const isTooMuch = counts[index] > shares[index];
			const kept = (isTooMuch && poller?.toState(shares[index])) || whole[index];
			return [id, toChatbotState(kept, missingSince)] as const;
		});
		const revision = this.revisions.current;
		return { ...this.state, revision, chatbots: Object.fromEntries(chatbots) };
	}

	private async takeTurns(run: PollRun, chatbots: Array<[string, Chatbot]>, answers?: number) {
		return await takeTurns(chatbots, run, (chatbot) => this.pollerOf(chatbot), answers);
	}

	private pollerOf(chatbot: Chatbot): Poller {
		const { settings } = this.state;
		return (chatbot.poller ??= new Poller(
			this.parts.createSource(chatbot.state.source),
			settings,
			toPollState(chatbot.state, settings),
			this.parts.executed,
			this.isPublishing,
		));
	}

	private async readList(run: PollRun): Promise<{ notes: AllNote[]; error?: unknown }> {
		if (!this.list.isDue(run)) return { notes: [], error: this.overflow };
		const { listFailure } = this;
		const isResting = listFailure && run.monotonicNow() < listFailure.restsUntil;
		if (isResting && this.chatbots.size > 0) return { notes: [], error: listFailure.error };
		try {
			const whole = await this.list.read(run, (id, object) => this.add(id, object, run));
			this.listFailure = undefined;
			return whole ? this.noteWhole(whole) : { notes: [] };
		} catch (error) {
			this.listFailure = addReadFailure(listFailure, error, run.monotonicNow());
			return { notes: [], error };
		}
	}

	private add(id: string, object: ApiObject, run: PollRun): void {
		this.adoptClock(run);
		const known = this.chatbots.get(id);
		if (known?.missingSince !== undefined) {
			delete known.missingSince;
			delete known.lastFailure;
		}
		if (known || this.chatbots.size >= MAX_CHATBOTS) return;
		const { settings, isByN8nClock } = this.state;
		const state = { ...initialState(settings, this.startOf(object)), isByN8nClock };
		this.chatbots.set(id, { state, turnAt: -Infinity });
	}

	/** The mark at publishing is by n8n's clock. The first response says how far that is from SiteGPT's. */
	private adoptClock({ clock }: PollRun): void {
		const { isByN8nClock, mark, listedAt } = this.state;
		if (!isByN8nClock || !clock.isKnown) return;
		const { offsetMs } = clock;
		this.state.isByN8nClock = false;
		this.state.mark = mark + offsetMs;
		this.state.listedAt = listedAt === null ? null : listedAt + offsetMs;
	}

	/** The mark of a new chatbot: when it was missing last. It may have been created before, and left out of that list. */
	private startOf({ createdAt }: ApiObject): number {
		const { listedAt, mark } = this.state;
		if (listedAt === null) return mark;
		const created = parseTime(createdAt);
		const isLeftOut = created !== null && created >= Math.max(mark, listedAt - MAX_LEFT_OUT_MS);
		return isLeftOut ? Math.min(created, listedAt) : listedAt;
	}

	private noteWhole({ ids, startedAt, unidentified }: WholeList) {
		const notes = unidentified > 0 ? [unidentifiedChatbots(unidentified)] : [];
		if (ids.size === 0) return { notes: [...notes, noChatbots] };
		for (const [id, chatbot] of this.chatbots) {
			if (ids.has(id)) continue;
			chatbot.missingSince ??= startedAt;
			if (startedAt - chatbot.missingSince > MAX_GONE_MS) this.chatbots.delete(id);
		}
		const left = [...ids].filter((id) => !this.chatbots.has(id)).length;
		this.overflow = left > 0 ? tooMany(left) : undefined;
		// If these start later, it is from the time of the list before.
		if (left === 0) this.state.listedAt = startedAt;
		return { notes, error: this.overflow };
	}
}

function tooMany(left: number): Error {
	return new Error(
		`SiteGPT lists more chatbots than one trigger polls: ${left} of them are not polled. The maximum is ${MAX_CHATBOTS}, with those deleted in the last 30 days. Limit the access token to fewer chatbots, or poll the others with triggers of their own.`,
	);
}
