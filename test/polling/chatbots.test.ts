import fc from 'fast-check';
import { ApiError } from '../../nodes/api/apiError';
import type { ApiClient } from '../../nodes/api/client';
import type { ApiRequest } from '../../nodes/api/request';
import { ServerClock } from '../../nodes/api/serverClock';
import {
	AllChatbots,
	MAX_CHATBOTS,
	MAX_STORED_IDS_OF_ALL,
} from '../../nodes/polling/chatbots/allChatbots';
import { initialAllState, isAllState } from '../../nodes/polling/chatbots/allState';
import { fairShares } from '../../nodes/polling/chatbots/fairShares';
import { MAX_ITEMS } from '../../nodes/polling/core/emissionQueue';
import { Executed } from '../../nodes/polling/core/ledger';
import type { PollRun } from '../../nodes/polling/core/source';
import { sourceTypes } from '../../nodes/polling/sources/sourceTypes';
import { VirtualTime } from './model/virtualTime';

const PUBLISHED = Date.UTC(2026, 10, 28, 10);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** A SiteGPT with these chatbots, in which time passes with each request for leads. */
class Account {
	readonly time = new VirtualTime(PUBLISHED + 60_000);

	chatbots: string[] = [];

	readonly requested: string[] = [];

	readonly executed = new Executed();

	/** Milliseconds for a request. */
	latency: (id: string) => number = () => 0;

	cursorOf: (id: string) => string | null = () => null;

	leads: (id: string) => object[] = () => [];

	private readonly client = {
		call: async ({ path }: ApiRequest) => {
			const [, , id] = path.split('/');
			if (id === undefined) return { chatbots: this.chatbots.map((one) => ({ id: one })) };
			this.requested.push(id);
			const ms = this.latency(id);
			if (ms > 0) await this.time.sleep(ms);
			const pagination = { nextCursor: this.cursorOf(id) };
			return { leads: this.leads(id), pagination };
		},
	} as unknown as ApiClient;

	get now(): number {
		return this.time.now;
	}

	set now(now: number) {
		this.time.now = now;
	}

	run(ms = Infinity): PollRun {
		const ends = this.now + ms;
		return {
			client: this.client,
			chatbotId: '',
			hasTime: () => this.now < ends,
			now: this.now,
			clock: new ServerClock(() => this.now),
			monotonicNow: () => this.now,
		};
	}
}

function trigger(
	{ executed }: Account,
	state = initialAllState('settings', PUBLISHED),
): AllChatbots {
	const settings = { sourceType: sourceTypes.newLead, types: [] };
	return new AllChatbots(state, {
		createSource: (kept) => settings.sourceType.create(settings, kept),
		executed,
		isPublishing: false,
	});
}

const ids = (count: number) => Array.from({ length: count }, (_, n) => `bot_${n}`);

/** So many leads that came one after the other. */
const leadsOf = (count: number, at = PUBLISHED) =>
	Array.from({ length: count }, (_, n) => ({
		id: `lead_${at + n}`,
		createdAt: new Date(at + 1000 + n).toISOString(),
	}));

/** A poll, and what ran. */
async function poll(all: AllChatbots, account: Account) {
	const { error, notes } = await all.find(account.run());
	const { findings, left } = all.select(account.now);
	all.noteEmitted(findings, account.now);
	account.executed.add(findings.map(({ key }) => key));
	return { error, notes, left, findings };
}

test('shares are fair: nobody gets less than others get in addition', () => {
	const wanted = fc.array(fc.nat(40), { minLength: 1, maxLength: 9 });
	fc.assert(
		fc.property(wanted, fc.nat(150), (counts, total) => {
			const shares = fairShares(counts, total);
			const sum = shares.reduce((all, one) => all + one, 0);
			expect(sum).toBe(
				Math.min(
					total,
					counts.reduce((all, one) => all + one, 0),
				),
			);
			const most = Math.max(...shares);
			for (const [index, share] of shares.entries()) {
				expect(share).toBeLessThanOrEqual(counts[index]);
				if (share < counts[index]) expect(most - share).toBeLessThanOrEqual(1);
			}
		}),
	);
});

test('with more chatbots than items in a poll, all of them are emitted', async () => {
	const account = new Account();
	account.chatbots = ids(700);
	account.leads = () => leadsOf(1);
	const all = trigger(account);
	const first = await poll(all, account);
	expect([first.findings.length, first.left]).toEqual([MAX_ITEMS, 200]);
	expect((await poll(all, account)).findings).toHaveLength(200);
});

test('one trigger polls 1,000 chatbots; others are reported, and start later from the same time', async () => {
	const account = new Account();
	account.chatbots = ids(MAX_CHATBOTS);
	const all = trigger(account);
	expect((await poll(all, account)).error).toBeUndefined();
	const { listedAt } = all.toState();
	account.chatbots.push('late');
	account.now += 2 * HOUR;
	expect((await poll(all, account)).error).toMatchObject({
		message: expect.stringContaining('1 of them are not polled. The maximum is 1000'),
	});
	expect((await poll(all, account)).error).toBeDefined();
	expect(all.toState().listedAt).toBe(listedAt);
	const [gone] = account.chatbots.splice(0, 1);
	account.leads = (id) => {
		if (id === gone) throw new ApiError({ message: 'Gone', status: 404 });
		return id === 'late' ? leadsOf(1, listedAt!) : [];
	};
	for (const hours of [2, 31 * 24]) {
		account.now += hours * HOUR;
		expect((await poll(all, account)).findings).toEqual([]);
	}
	account.now += 2 * HOUR;
	expect((await poll(all, account)).findings).toHaveLength(1);
});

test('slow chatbots come last at the next poll', async () => {
	const account = new Account();
	account.chatbots = ids(20);
	account.latency = (id) => (/^bot_[0-4]$/.test(id) ? 8000 : 10);
	const all = trigger(account);
	const askedInPoll = async () => {
		const polling = all.find(account.run(5000));
		await account.time.pass(60_000);
		await polling;
		return account.requested.splice(0);
	};
	const slow = ids(5);
	expect(await askedInPoll()).toEqual(slow);
	const second = await askedInPoll();
	expect(second.slice(0, 15)).toEqual(account.chatbots.slice(5));
	expect(second.slice(15).sort()).toEqual(slow);
});

test('a poll reads one chatbot for 20 seconds at most', async () => {
	const account = new Account();
	account.chatbots = ids(3);
	account.latency = (id) => (id === 'bot_0' ? 3000 : 10);
	account.cursorOf = (id) => (id === 'bot_0' ? String(account.requested.length) : null);
	const polling = trigger(account).find(account.run(240_000));
	await account.time.pass(300_000);
	await polling;
	expect(account.requested).toEqual([...ids(3), ...Array<string>(6).fill('bot_0')]);
});

test('what n8n keeps of many chatbots is bounded', async () => {
	const account = new Account();
	account.chatbots = ids(13);
	const all = trigger(account);
	for (let round = 0; round < 15; round++) {
		account.leads = (id) => leadsOf(id === 'bot_0' ? 1 : 38, PUBLISHED + round * 100);
		await poll(all, account);
	}
	await poll(all, account);
	const state = all.toState();
	const counts = Object.values(state.chatbots).map(({ ledger }) => Object.keys(ledger.ids).length);
	expect(counts.reduce((sum, one) => sum + one)).toBeLessThanOrEqual(MAX_STORED_IDS_OF_ALL);
	expect(counts[0]).toBe(15);
	expect(Math.min(...counts.slice(1))).toBeGreaterThan(400);
	// Nothing old again.
	const restarted = trigger(account, JSON.parse(JSON.stringify(state)) as typeof state);
	expect((await poll(restarted, account)).findings).toEqual([]);
});

test('a chatbot that was gone for 30 days is forgotten, and none of it is emitted again', async () => {
	const account = new Account();
	account.chatbots = ids(2);
	account.leads = () => leadsOf(2);
	const all = trigger(account);
	expect((await poll(all, account)).findings).toHaveLength(4);
	account.chatbots = ['bot_0'];
	const { leads } = account;
	account.leads = (id) => {
		if (id === 'bot_1') throw new Error('Gone');
		return leads(id);
	};
	for (const days of [0.1, 29, 0.9, 0.2]) {
		expect(Object.keys(all.toState().chatbots)).toContain('bot_1');
		account.now += days * DAY;
		await poll(all, account);
	}
	expect(Object.keys(all.toState().chatbots)).toEqual(['bot_0']);
	account.chatbots = ids(2);
	account.leads = leads;
	account.now += 2 * HOUR;
	expect((await poll(all, account)).findings).toEqual([]);
	account.leads = () => leadsOf(3, account.now);
	expect((await poll(all, account)).findings).toHaveLength(6);
});

test('a chatbot that SiteGPT does not list is polled as long as it answers', async () => {
	const account = new Account();
	account.chatbots = ids(2);
	const all = trigger(account);
	await poll(all, account);
	account.chatbots = ['bot_0'];
	for (let day = 0; day < 40; day++) {
		account.now += DAY;
		await poll(all, account);
	}
	account.leads = () => leadsOf(1, account.now);
	expect((await poll(all, account)).findings).toHaveLength(2);
});

test('chatbots without an ID are logged', async () => {
	const account = new Account();
	account.chatbots = ['bot', ''];
	expect((await poll(trigger(account), account)).notes).toMatchObject([
		{ type: 'unidentifiedChatbots' },
	]);
});

test('only a state of all chatbots with the same settings is one', () => {
	const state = trigger(new Account()).toState();
	expect(isAllState(state, 'settings')).toBe(true);
	for (const other of [undefined, null, {}, { ...state, chatbots: { bot: {} } }])
		expect(isAllState(other, 'settings')).toBe(false);
	expect(isAllState(state, 'others')).toBe(false);
});
