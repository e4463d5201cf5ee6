import { type Mode, SimulatedN8n } from './n8n';
import {
	type Chatbot,
	type Conversation,
	type Document,
	type Fault,
	SimulatedSiteGpt,
	type SiteGptTraits,
} from './siteGpt';
import { VirtualTime } from './virtualTime';

/** What the trigger waits for, by the value of Trigger On. */
export type SourceName =
	| 'newLead'
	| 'escalatedConversation'
	| 'newMessage'
	| 'newConversation'
	| 'resolvedConversation'
	| 'ratedMessage'
	| 'failedDocument';

/** What is the same during the whole history. */
export interface Setting {
	source: SourceName;
	mode: Mode;
	siteGpt: SiteGptTraits;
	lookBackMinutes: number;
	/** Between two polls, until it gets quiet. */
	intervalMinutes: number;
	/** The number of objects before the workflow is published. */
	old: number;
	minutesBetweenOld: number;
	/** Whether the objects before that have no time. Leads only. */
	areOldUndated: boolean;
	/** Whether SiteGPT is down when the workflow is published. */
	failsAtFirst: boolean;
	/** Whether nothing holds up what the trigger has to emit. Of several chatbots, only the first one counts. */
	isPrompt: boolean;
	/** The number of chatbots, for a trigger of all; undefined for a trigger of one. */
	chatbots?: number;
	/** How many more the token can't see when the workflow is published. */
	hiddenChatbots?: number;
}

/** Something that happens, after some seconds. */
export type Step = { after: number } & (
	| { does: 'arrive'; count: number; odd?: 'future' | 'undated' | 'noId' | 'badId' | 'noChatbot' }
	/** A visitor writes in a conversation, or twice within a second, while a poll reads it. */
	| { does: 'write'; which: number; twice?: boolean }
	| { does: 'ask'; which: number; answerAfter: number }
	/** An object gets to where what the trigger waits for may happen, or may happen again. */
	| { does: 'handBack'; which: number }
	| { does: 'escalateAgain'; which: number }
	/** The same, one after the other. */
	| { does: 'again'; which: number; minutes: number }
	/** What the trigger waits for happens to an object that exists. */
	| { does: 'happen'; which: number; isGood?: boolean }
	/** A message of a conversation is corrected. */
	| { does: 'correct'; which: number }
	| { does: 'delete'; which: number }
	| { does: 'fault'; fault: Fault }
	/** A conversation can't be read for a while, and that many new ones neither. */
	| { does: 'break'; which: number; minutes: number; others?: number }
	| { does: 'vanish'; which: number }
	| { does: 'outage'; minutes: number }
	| { does: 'restart'; minutes: number }
	| { does: 'killAtEmission' }
	| { does: 'republish' }
	| { does: 'unpublish'; minutes: number }
	| { does: 'failStore' }
	| { does: 'addChatbot' }
	/** A chatbot is deleted, or out of the token's reach. Never the first one. */
	| { does: 'hideChatbot'; which: number; minutes: number }
	| { does: 'refuse'; which: number; status: number; minutes: number }
	| { does: 'slowDown'; which: number; seconds: number; minutes: number }
	| { does: 'chatbotFault'; fault: Fault }
);

/** What a setting and steps come to. */
export interface Outcome {
	violations: string[];
	story: string[];
	/** The number of requests of each poll in the last hour, in which nothing happened. */
	idleRequests: number[];
	stateBytes: number;
	log: string[];
}

/** Something that the trigger may have to emit. */
interface Due {
	what: string;
	/** SiteGPT's time. */
	at: number;
	/** Whether it may run or not: it was deleted, for example. */
	isOptional: boolean;
	/** Whether its item has to have an answer. */
	isAnswered: boolean;
	chatbot: string;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** How long before the end nothing happens anymore, in minutes. */
const QUIET = 200;

/** How long something takes to run if nothing holds it up: a message waits up to two minutes for its answer. */
const MAX_DELAY = 5 * MINUTE;

/** How exactly SiteGPT's time of publishing can be known if n8n's clock is wrong: its Date header has no fraction. */
const TOLERANCE = 2500;

/** Runs a history in virtual time, with a quiet end that gives the trigger all the time it needs. */
export async function runHistory(setting: Setting, steps: readonly Step[]): Promise<Outcome> {
	const time = new VirtualTime(Date.UTC(2026, 10, 28, 9));
	time.install();
	try {
		return await new History(time, setting).run(steps);
	} finally {
		time.uninstall();
	}
}

class History {
	private readonly siteGpt: SimulatedSiteGpt;

	private readonly n8n: SimulatedN8n;

	/** By the ID that an item shows. */
	private readonly due = new Map<string, Due[]>();

	private readonly story: string[] = [];

	private readonly violations: string[] = [];

	/** What goes back to normal at the end. */
	private readonly repairs: Array<() => void> = [];

	private storeFailedAt = -Infinity;

	private arrivals = 0;

	/** When it was over, and whether n8n was stopped then, or was restarted since. */
	private readonly over = new Map<Conversation | Document, { at: number; isRestarted: boolean }>();

	constructor(
		private readonly time: VirtualTime,
		private readonly setting: Setting,
	) {
		const { siteGpt, mode, source, lookBackMinutes, chatbots, hiddenChatbots = 0 } = setting;
		this.siteGpt = new SimulatedSiteGpt(time, siteGpt);
		for (let n = 1; n < (chatbots ?? 1); n++) this.siteGpt.addChatbot(`bot${n}`);
		for (let n = 0; n < hiddenChatbots; n++) this.siteGpt.addChatbot(`hidden${n}`, true);
		this.n8n = new SimulatedN8n(time, this.siteGpt, mode, {
			triggerOn: source,
			...(chatbots === undefined ? { chatbotId: 'bot' } : { chatbots: 'all' }),
			messageTypes: ['*'],
			options: lookBackMinutes > 0 ? { lookBack: lookBackMinutes } : {},
		});
	}

	async run(steps: readonly Step[]): Promise<Outcome> {
		const { old, minutesBetweenOld, areOldUndated, failsAtFirst, lookBackMinutes } = this.setting;
		for (let n = 0; n < old; n++) {
			this.arrive(areOldUndated ? 'undated' : n % 2 === 1 ? 'plain' : undefined);
			await this.time.pass(n < 60 ? minutesBetweenOld * MINUTE : 10);
		}
		await this.time.pass(10 * MINUTE);
		this.siteGpt.isDown = failsAtFirst;
		this.tell(`the workflow is published${failsAtFirst ? ', while SiteGPT is down' : ''}`);
		const publishedAt = this.siteGpt.now;
		this.n8n.interval = this.setting.intervalMinutes;
		void this.n8n.start();
		void this.n8n.publish();
		await this.time.pass(45 * SECOND);
		this.siteGpt.isDown = false;
		for (const step of steps) {
			await this.time.pass(step.after * SECOND);
			this.tell(JSON.stringify(step));
			await this.take(step);
		}
		if (this.setting.isPrompt) {
			await this.time.pass(MAX_DELAY);
			this.checkDelay(publishedAt - lookBackMinutes * MINUTE);
		}
		for (const repair of this.repairs) repair();
		for (const chatbot of this.siteGpt.chatbots) this.reveal(chatbot);
		this.siteGpt.faults.length = 0;
		// Polls that overlap must get there too.
		if (this.setting.intervalMinutes >= 1) this.n8n.interval = 5;
		await this.time.pass(90 * MINUTE);
		this.checkWhileBroken(publishedAt - lookBackMinutes * MINUTE);
		for (const conversation of this.siteGpt.conversations) delete conversation.status;
		await this.time.pass((QUIET - 60) * MINUTE);
		const quietSince = this.time.now;
		await this.time.pass(60 * MINUTE);
		this.check(publishedAt - lookBackMinutes * MINUTE, steps);
		return {
			violations: this.violations,
			story: this.story,
			idleRequests: this.requestsOfPolls(quietSince),
			stateBytes: this.n8n.stateBytes,
			log: this.n8n.log,
		};
	}

	private requestsOfPolls(since: number): number[] {
		const polls: number[] = Array(12).fill(0);
		for (const { at } of this.siteGpt.requests)
			if (at > since) polls[Math.min(11, Math.floor((at - since) / (5 * MINUTE)))]++;
		return polls;
	}

	private async take(step: Step): Promise<void> {
		const { n8n, siteGpt } = this;
		switch (step.does) {
			case 'arrive':
				for (let n = 0; n < step.count; n++) this.arrive(step.odd);
				break;
			case 'write':
				if (!step.twice) {
					this.write(this.conversation(step.which));
					break;
				}
				// The first one while a poll reads, the other one after that.
				await this.time.pass(n8n.nextPollAt - this.time.now + 1);
				this.write(this.conversation(step.which));
				await this.time.pass(300);
				this.write(this.conversation(step.which));
				break;
			case 'ask':
				this.write(this.conversation(step.which), step.answerAfter * SECOND);
				break;
			case 'handBack':
				this.end(this.object(step.which));
				break;
			case 'escalateAgain':
				this.beginAgain(this.object(step.which));
				break;
			case 'again': {
				const object = this.object(step.which);
				this.end(object);
				await this.time.pass(step.minutes * MINUTE);
				this.beginAgain(object);
				break;
			}
			case 'happen':
				this.happen(step.which, step.isGood === true);
				break;
			case 'correct':
				for (const message of this.conversation(step.which)?.messages ?? [])
					message.updatedAt = siteGpt.now;
				break;
			case 'delete':
				this.remove(step.which);
				break;
			case 'fault':
				siteGpt.faults.push(step.fault);
				break;
			case 'break':
				this.whileBroken(step.minutes, this.conversation(step.which));
				for (let n = 0; n < (step.others ?? 0); n++) {
					this.arrive();
					this.whileBroken(step.minutes, siteGpt.conversations.at(-1));
				}
				break;
			case 'vanish': {
				const conversation = this.conversation(step.which);
				if (conversation) Object.assign(conversation, { isGone: true, updatedAt: siteGpt.now });
				this.excuse(conversation);
				break;
			}
			case 'outage':
				siteGpt.isDown = true;
				this.later(step.minutes, () => (siteGpt.isDown = false));
				break;
			case 'restart':
				this.forgetHidden();
				n8n.kill();
				for (const [object, over] of this.over) {
					over.isRestarted = true;
					// That a poll has seen it over is only stored with an execution.
					if (this.lasts(object) && !this.hasMarker) this.excuse(object);
				}
				this.later(step.minutes, () => void n8n.restart());
				break;
			case 'killAtEmission':
				this.forgetHidden();
				n8n.killsAtEmission = true;
				break;
			case 'republish':
				n8n.republishesAtPoll = this.setting.siteGpt.latency / 2;
				break;
			case 'unpublish':
				n8n.unpublish();
				this.later(step.minutes, () => void n8n.publish());
				break;
			case 'failStore':
				this.failStore();
				break;
			case 'addChatbot':
				siteGpt.addChatbot(`new${siteGpt.chatbots.length}`);
				break;
			case 'chatbotFault':
				siteGpt.chatbotFaults.push(step.fault);
				break;
			default:
				this.disturb(step);
		}
	}

	private disturb(step: Extract<Step, { does: 'hideChatbot' | 'refuse' | 'slowDown' }>): void {
		const { chatbots } = this.siteGpt;
		if (chatbots.length < 2) return;
		const chatbot = chatbots[1 + (step.which % (chatbots.length - 1))];
		if (step.does === 'hideChatbot') {
			chatbot.isHidden = true;
			return this.later(step.minutes, () => this.reveal(chatbot));
		}
		const { status, seconds } = { status: undefined, seconds: undefined, ...step };
		Object.assign(chatbot, { status, delay: seconds && seconds * SECOND });
		this.later(step.minutes, () => Object.assign(chatbot, { status: undefined, delay: undefined }));
	}

	/** If the trigger can't have known it, what came before the last list may run, or not. */
	private reveal(chatbot: Chatbot): void {
		if (!chatbot.isHidden) return;
		chatbot.isHidden = false;
		const until = this.siteGpt.chatbotsListedAt + TOLERANCE + this.setting.siteGpt.latency;
		if (chatbot.isSeen) return;
		for (const due of [...this.due.values()].flat())
			if (due.chatbot === chatbot.id && due.at < until) due.isOptional = true;
	}

	/** Without an execution, n8n has not stored which chatbots it has seen. */
	private forgetHidden(): void {
		for (const chatbot of this.siteGpt.chatbots) if (chatbot.isHidden) chatbot.isSeen = false;
	}

	/** In queue mode, nothing can confirm an emission. It is repeated once, so a second failure soon after is too much. */
	private failStore(): void {
		if (this.time.now - this.storeFailedAt < 30 * MINUTE) return;
		this.storeFailedAt = this.time.now;
		this.n8n.failingStores = 1;
	}

	/** The chatbots in turn. */
	private nextChatbot(): string {
		const { chatbots } = this.siteGpt;
		return chatbots[this.arrivals++ % chatbots.length].id;
	}

	private arrive(odd?: string): void {
		const { source } = this.setting;
		if (source === 'newLead') return this.arriveLead(odd);
		if (source === 'failedDocument') {
			const document = this.siteGpt.addDocument(this.nextChatbot());
			if (odd !== 'plain') this.begin(document, false);
			return;
		}
		const conversation = this.siteGpt.addConversation(this.nextChatbot());
		if (source === 'newConversation')
			this.expect(String(conversation.id), `conversation ${conversation.id}`, {
				chatbot: conversation.chatbot,
			});
		if (source !== 'escalatedConversation') this.write(conversation);
		if (source === 'escalatedConversation') this.begin(conversation, false);
		else if (source === 'resolvedConversation' && odd !== 'plain') this.begin(conversation, false);
		else if (source === 'ratedMessage' && odd !== 'plain') {
			this.rate(conversation, false);
			this.write(conversation);
		}
	}

	/** What can happen several times to one object begins. */
	private begin(object: Conversation | Document, isOptional: boolean): void {
		const { siteGpt } = this;
		const { source } = this.setting;
		if (!('messages' in object)) siteGpt.train(object, 'FAILED');
		else if (source === 'resolvedConversation') siteGpt.resolve(object, true);
		else siteGpt.escalate(object);
		const may = ['failedDocument', 'resolvedConversation', 'escalatedConversation'];
		if (may.includes(source))
			this.expect(String(object.id), `${source} ${object.id} of ${object.chatbot}`, {
				chatbot: object.chatbot,
				isOptional,
			});
	}

	private happen(which: number, isGood: boolean): void {
		const object = this.object(which);
		if (!object || object.isDeleted) return;
		if (!('messages' in object)) {
			if (object.status === 'SUCCESS' && !this.over.has(object)) this.begin(object, false);
			return;
		}
		if (object.isGone) return;
		const { source } = this.setting;
		if (source === 'ratedMessage') this.rate(object, isGood);
		const isFirst = source === 'resolvedConversation' && !this.over.has(object);
		if (isFirst && !object.resolved) this.begin(object, false);
	}

	/** The last message gets a reaction. It's new if it has never had that one. */
	private rate(conversation: Conversation, isGood: boolean): void {
		const message = conversation.messages.at(-1);
		if (!message) return;
		const reaction = isGood ? 'POSITIVE' : 'NEGATIVE';
		if (message.reaction === reaction) return;
		for (const each of this.due.get(`${message.id} ${message.reaction}`) ?? [])
			each.isOptional = true;
		this.siteGpt.rate(conversation, message, reaction);
		const id = `${message.id} ${reaction}`;
		if (!this.due.has(id))
			this.expect(id, `rating ${id} in ${conversation.id}`, { chatbot: conversation.chatbot });
	}

	private arriveLead(odd?: string): void {
		const { siteGpt } = this;
		const lead = siteGpt.addLead(this.nextChatbot());
		const fields: Record<string, Record<string, unknown>> = {
			future: { createdAt: siteGpt.shown(siteGpt.now + 3 * 24 * 60 * MINUTE) },
			undated: { createdAt: null },
			noChatbot: { chatbotId: '' },
		};
		lead.fields = fields[odd ?? ''] ?? {};
		if (odd === 'noId') lead.id = undefined;
		if (odd === 'badId') lead.id = `${String(lead.id)}\ud800`;
		const shown = lead.id === undefined ? `${lead.at}@example.com` : String(lead.id);
		const { chatbot } = lead;
		this.expect(shown, `lead ${shown} of ${chatbot}${odd ? ` (${odd})` : ''}`, { chatbot });
	}

	private write(conversation: Conversation | undefined, answerAfter = Infinity): void {
		if (!conversation || conversation.isDeleted || conversation.isGone) return;
		const isQuestion = answerAfter < Infinity;
		const message = this.siteGpt.write(conversation, {
			receivedAt: this.siteGpt.now + answerAfter,
			type: isQuestion ? 'NORMAL_MESSAGE' : 'USER_MESSAGE',
		});
		// The answer changes the conversation too.
		if (isQuestion) {
			void this.time.sleep(answerAfter).then(() => (conversation.updatedAt = this.siteGpt.now));
		}
		const { id, chatbot } = conversation;
		const { source } = this.setting;
		if (source === 'escalatedConversation' || source === 'resolvedConversation') {
			// Nothing tells it from one that was resolved since publishing.
			const isUnclear = this.lasts(conversation) && !this.hasMarker && !this.siteGpt.hasListedAll;
			if (isUnclear)
				this.expect(String(id), `${source} ${id} of ${chatbot}`, { chatbot, isOptional: true });
		}
		if (source !== 'newMessage') return;
		const what = `message ${message.id} in ${id} of ${chatbot}`;
		this.expect(String(message.id), what, { chatbot, isAnswered: answerAfter < 100 * SECOND });
	}

	/** Whether what can happen several times to one object lasts. */
	private lasts(object: Conversation | Document): boolean {
		if (!('messages' in object)) return object.status === 'FAILED';
		return this.setting.source === 'resolvedConversation' ? object.resolved : object.escalated;
	}

	private end(object: Conversation | Document | undefined): void {
		if (!object || object.isDeleted || !this.lasts(object)) return;
		this.excuse(object);
		const { source } = this.setting;
		if (!('messages' in object)) this.siteGpt.train(object, 'QUEUED');
		else if (source === 'resolvedConversation') this.siteGpt.resolve(object, false);
		else this.siteGpt.handBack(object);
		this.over.set(object, { at: this.time.now, isRestarted: !this.n8n.isPolling });
	}

	/** Whether a message says each time that it happens. */
	private get hasMarker(): boolean {
		const { source, siteGpt } = this.setting;
		return source === 'escalatedConversation' && siteGpt.hasMarkers;
	}

	private beginAgain(object: Conversation | Document | undefined): void {
		if (!object || object.isDeleted || ('messages' in object && object.isGone)) return;
		const over = this.over.get(object);
		if (this.lasts(object) || over === undefined) return;
		// Without a marker, a poll has to see that it was over.
		const isSeen = this.time.now - over.at > 75 * MINUTE && !over.isRestarted;
		this.begin(object, !this.hasMarker && !isSeen);
	}

	private remove(which: number): void {
		const { leads } = this.siteGpt;
		if (this.setting.source === 'newLead') {
			const [lead] = leads.splice(which % Math.max(1, leads.length), 1);
			if (lead) for (const each of this.due.get(String(lead.id)) ?? []) each.isOptional = true;
			return;
		}
		const object = this.object(which);
		if (!object) return;
		object.isDeleted = true;
		this.excuse(object);
	}

	private whileBroken(minutes: number, conversation: Conversation | undefined): void {
		if (!conversation) return;
		this.write(conversation);
		conversation.status = 500;
		void this.time.sleep(minutes * MINUTE).then(() => delete conversation.status);
	}

	private checkDelay(mark: number): void {
		const others = [...this.due].filter(([, all]) => all.some(({ chatbot }) => chatbot !== 'bot'));
		for (const what of this.waiting(
			mark,
			others.map(([id]) => id),
		))
			this.violations.push(`${what} still waits`);
	}

	/** A conversation that can't be read doesn't keep others from running. */
	private checkWhileBroken(mark: number): void {
		const { conversations } = this.siteGpt;
		const broken = conversations.filter(({ status }) => status !== undefined);
		if (broken.length === 0) return;
		const ids = broken.flatMap((conversation) => dueIds(conversation));
		for (const what of this.waiting(mark, ids))
			this.violations.push(`${what} waits for another one`);
	}

	/** What has to run and has not yet. */
	private waiting(mark: number, except: string[] = []): string[] {
		const ran = new Set([...except, ...this.n8n.ran.map(shownId)]);
		const isRequired = ({ at, isOptional }: Due) => at > mark + TOLERANCE && !isOptional;
		const waiting = [...this.due].filter(([id, all]) => all.some(isRequired) && !ran.has(id));
		return waiting.map(([, all]) => all[0].what);
	}

	/** What has not run yet may not run anymore. */
	private excuse(object: Conversation | Document | undefined): void {
		if (!object) return;
		const ran = this.n8n.ran.map(shownId);
		for (const id of dueIds(object)) {
			const left = (this.due.get(id) ?? []).slice(ran.filter((one) => one === id).length);
			for (const each of left) each.isOptional = true;
		}
	}

	/** The kind of object that the trigger waits for. */
	private object(which: number): Conversation | Document | undefined {
		const { documents } = this.siteGpt;
		if (this.setting.source !== 'failedDocument') return this.conversation(which);
		return documents[which % Math.max(1, documents.length)];
	}

	private conversation(which: number): Conversation | undefined {
		const { conversations } = this.siteGpt;
		return conversations[which % Math.max(1, conversations.length)];
	}

	private later(minutes: number, repair: () => void): void {
		let isDone = false;
		const once = () => {
			if (!isDone) repair();
			isDone = true;
		};
		this.repairs.push(once);
		void this.time.sleep(minutes * MINUTE).then(once);
	}

	private expect(id: string, what: string, more: Partial<Due> & Pick<Due, 'chatbot'>): void {
		const due = { what, at: this.siteGpt.now, isOptional: false, isAnswered: false, ...more };
		this.due.set(id, [...(this.due.get(id) ?? []), due]);
	}

	private check(mark: number, steps: readonly Step[]): void {
		const runs = new Map<string, number>();
		for (const item of this.n8n.ran) {
			const id = shownId(item);
			runs.set(id, (runs.get(id) ?? 0) + 1);
			const { lead, answer } = item as { lead?: { capturedAt: unknown }; answer?: unknown };
			if (lead?.capturedAt && !/^\d{4}-\d\d-\d\dT.*Z$/.test(String(lead.capturedAt)))
				this.violations.push(`capturedAt of ${id} is ${String(lead.capturedAt)}`);
			if (answer === null && this.due.get(id)?.some(({ isAnswered }) => isAnswered))
				this.violations.push(`${id} was emitted without its answer`);
			if (!this.due.has(id)) this.violations.push(`${id} ran, and nobody knows what it is`);
			else if (this.due.get(id)![0].chatbot !== item.chatbotId)
				this.violations.push(`${id} ran as one of ${String(item.chatbotId)}`);
		}
		const tolerance =
			this.setting.siteGpt.ahead === 0 ? 1 : TOLERANCE + this.setting.siteGpt.latency;
		for (const [id, all] of this.due) {
			const ran = runs.get(id) ?? 0;
			const after = all.filter(({ at }) => at >= mark - tolerance);
			const required = after.filter(({ at, isOptional }) => at >= mark + tolerance && !isOptional);
			const { what } = all[0];
			if (ran > after.length) {
				const times = after.length === 0 ? 'although it is old' : `${ran} times`;
				this.violations.push(`${what} ran ${times}`);
			}
			if (ran < required.length)
				this.violations.push(`${what} never ran (${ran} of ${required.length})`);
		}
		if (this.siteGpt.forbidden > 0)
			this.violations.push(`${this.siteGpt.forbidden} requests before Retry-After was over`);
		if (this.n8n.stateBytes > MAX_STATE_BYTES * (this.setting.chatbots ?? 1))
			this.violations.push(`n8n keeps ${this.n8n.stateBytes} bytes`);
		// If one chatbot refuses, that doesn't count.
		const mayFail = steps.some(
			(step) =>
				['outage', 'fault', 'chatbotFault', 'slowDown'].includes(step.does) ||
				(step.does === 'break' && step.others !== undefined) ||
				(step.does === 'refuse' && step.status >= 500),
		);
		if (this.n8n.failedExecutions > 0 && !mayFail)
			this.violations.push(`${this.n8n.failedExecutions} failed executions`);
		this.story.push(...this.n8n.log.slice(0, 12).map((line) => `log: ${line}`));
	}

	private tell(text: string): void {
		this.story.push(`${new Date().toISOString().slice(11, 19)} ${text}`);
	}
}

/** The bound that docs/polling.md names. */
const MAX_STATE_BYTES = 64_000;

function shownId({ api, event }: Record<string, unknown>): string {
	const { id, email, threadId, messageId, reaction } = api as Record<string, unknown>;
	if (event === 'NEW_LEAD_CAPTURE') return String(id ?? email);
	if (event === 'ADD_MESSAGE') return String(messageId);
	if (messageId !== undefined) return `${String(messageId)} ${String(reaction)}`;
	return String(threadId ?? id);
}

/** The IDs of everything that may be due in an object. */
function dueIds({ id, ...object }: Conversation | Document): string[] {
	const messages = 'messages' in object ? object.messages : [];
	const own = messages.flatMap((one) => [one.id, `${one.id} NEGATIVE`, `${one.id} POSITIVE`]);
	return [id, ...own].map(String);
}
