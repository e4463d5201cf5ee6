import fc from 'fast-check';
import { toUtterances } from '../../nodes/SiteGpt/conversation/getTranscript';
import { MessageWatch, type Sender } from '../../nodes/SiteGpt/conversation/messageWatch';
import { waitFor } from '../../nodes/SiteGpt/conversation/waitForMessage';
import {
	ConversationServer,
	type Fault,
	type Said,
	START,
	type Traits,
} from './conversationServer';

const MAX_WAIT_MS = 120_000;

const TYPES = ['NORMAL_MESSAGE', 'USER_MESSAGE', 'AGENT_MESSAGE', 'SYSTEM_MESSAGE'];

interface Wait {
	sender: Sender;
	/** Milliseconds after the start; undefined for now. */
	since?: number;
	maxWaitMs?: number;
}

async function wait(server: ConversationServer, { sender, since, maxWaitMs }: Wait) {
	const longest = maxWaitMs ?? MAX_WAIT_MS;
	const client = server.client(server.time + longest + 10_000);
	const place = { chatbotId: 'c', threadId: 't' };
	const time = since === undefined ? undefined : START + server.traits.ahead + since;
	const watch = new MessageWatch(client, server.clock, place, sender, time);
	const found = await waitFor(client, watch, longest);
	const texts = toUtterances(found).map(({ text }) => text);
	const last = watch.lastTime === null ? undefined : watch.lastTime - START - server.traits.ahead;
	return { texts, warnings: client.warnings, last };
}

/** Whose words a message has, as documented. */
function wordsOf({ id, messageType, answeredAt }: Said, sender: Sender, now: number): string[] {
	const visitor = [`question ${id}`];
	const answer = [`answer ${id}`];
	const words: Record<string, Record<Sender, string[]>> = {
		NORMAL_MESSAGE: {
			visitor,
			person: [],
			anyone: [...visitor, ...(answeredAt <= now ? answer : [])],
		},
		USER_MESSAGE: { visitor, person: [], anyone: visitor },
		AGENT_MESSAGE: { visitor: [], person: answer, anyone: answer },
		SYSTEM_MESSAGE: { visitor: [], person: [], anyone: [] },
	};
	return words[messageType][sender];
}

/** The answer to a question from before, if it was completed during the wait. */
function lateAnswerOf(message: Said, sender: Sender, readAt: number, now: number): string[] {
	const isLate = message.messageType === 'NORMAL_MESSAGE' && message.answeredAt > readAt;
	return sender === 'anyone' && isLate ? wordsOf(message, sender, now).slice(1) : [];
}

const traits: fc.Arbitrary<Traits> = fc.record({
	pageSize: fc.integer({ min: 1, max: 4 }),
	latency: fc.constantFrom(0, 100, 1500),
	isOffset: fc.boolean(),
	hasEmptyPage: fc.boolean(),
	times: fc.constantFrom('ms', 'noZone', 'epochMs'),
	ahead: fc.constantFrom(0, 0, 0, 500_000, -7_200_000),
	hasIds: fc.boolean(),
});

const conversations = fc
	.array(
		fc.record({
			at: fc.oneof(
				fc.integer({ min: -100_000, max: MAX_WAIT_MS + 5000 }),
				fc.integer({ min: -3000, max: 3000 }),
			),
			messageType: fc.constantFrom(...TYPES),
			answer: fc.constantFrom(0, 3000, 40_000),
		}),
		{ maxLength: 12 },
	)
	.map((all) =>
		all
			.toSorted((a, b) => a.at - b.at)
			.map(({ at, messageType, answer }, id): Said => {
				return { id, at, messageType, answeredAt: at + answer };
			}),
	);

const waits: fc.Arbitrary<Wait> = fc.record({
	sender: fc.constantFrom<Sender>('visitor', 'person', 'anyone'),
	since: fc.option(fc.integer({ min: -100_000, max: 0 }), { nil: undefined }),
});

const faults = fc.array(
	fc.constantFrom<Fault>(undefined, undefined, 'serverError', 'tooMany', 'drop', 'noCursor'),
	{ maxLength: 30 },
);

/** The times of the looks, if nothing comes and a look takes no time. */
function schedule(maxWaitMs: number): number[] {
	const looks = [0];
	for (let at = 0; at < maxWaitMs;) {
		at = Math.min(maxWaitMs, at + Math.max(2000, Math.min(15_000, at / 20)));
		looks.push(at);
	}
	return looks;
}

test('every message that counts is returned once, and nothing else, with few requests', async () => {
	await fc.assert(
		fc.asyncProperty(traits, conversations, waits, faults, async (how, messages, one, failures) => {
			const server = new ConversationServer(messages, how, failures);
			const { texts } = await wait(server, one);
			const lastRead = server.processed.findLast(({ isLastPage }) => isLastPage)!.at;
			if (failures.length === 0)
				expect(server.time - lastRead).toBeLessThanOrEqual(2 * how.latency);
			// SiteGPT's clock is known to the second, if it differs from n8n's.
			const doubt = how.ahead === 0 || one.since !== undefined ? 0 : 1500;
			const since = one.since ?? 0;
			const firstRead = server.processed.find(({ isLastPage }) => isLastPage)!.at;
			const between = (from: number, to: number, readAt: number) =>
				messages
					.filter(({ at }) => at <= to)
					.flatMap((message) =>
						message.at > from
							? wordsOf(message, one.sender, lastRead)
							: lateAnswerOf(message, one.sender, readAt, lastRead),
					);
			const certain = between(since, lastRead, firstRead);
			const possible = between(since - doubt, lastRead, 0);
			expect(texts).toEqual(possible.filter((text) => texts.includes(text)));
			expect(texts).toEqual(expect.arrayContaining(certain));

			const pages = Math.ceil(messages.length / how.pageSize) + 1;
			const looks = schedule(Math.min(MAX_WAIT_MS, server.time)).length;
			const restarts = failures.filter((fault) => fault === 'noCursor').length;
			// While the chatbot writes, the pages from its message on are read at each look.
			const isHeld = one.sender === 'anyone' ? 21 : 0;
			const extra = pages * (1 + restarts + isHeld) + (how.hasEmptyPage ? looks : 0);
			expect(server.processed.length).toBeLessThanOrEqual(looks + extra);
			expect(server.time).toBeLessThanOrEqual(MAX_WAIT_MS + 10_000 + how.latency);

			// Only the look at the end doesn't wait for the Retry-After.
			server.processed.slice(1).forEach(({ at }, n) => {
				const pause = at >= MAX_WAIT_MS ? 0 : failures[n] === 'tooMany' ? 7000 : 0;
				expect(at - server.processed[n].at).toBeGreaterThanOrEqual(pause);
			});

			// It ends soon after the first one.
			const first = messages.find(
				(one_) => one_.at > since && wordsOf(one_, one.sender, lastRead).length > 0,
			);
			if (failures.length > 0 || first === undefined || one.sender === 'anyone') return;
			// Of a whole second, it waits for the rest.
			const soon = Math.max(0, first.at) + 8000 + how.latency * (pages + 3);
			expect(server.time).toBeLessThanOrEqual(soon);
		}),
		{ numRuns: 500 },
	);
});

const usual: Traits = {
	pageSize: 100,
	latency: 100,
	isOffset: false,
	hasEmptyPage: false,
	times: 'ms',
	ahead: 0,
	hasIds: true,
};

const said = (at: number, messageType: string, answeredAt = at): Said[] => [
	{ id: at, at, messageType, answeredAt },
];

test('it looks every 2 seconds at first, later every 15, and once when the time is up', async () => {
	const server = new ConversationServer([], { ...usual, latency: 0 });
	const { texts, warnings } = await wait(server, { sender: 'anyone', maxWaitMs: 3_600_000 });
	expect([texts, warnings]).toEqual([[], []]);
	const looks = server.processed.map(({ at }) => at);
	expect(looks).toEqual(schedule(3_600_000));
	expect(looks.slice(0, 3)).toEqual([0, 2000, 4000]);
	expect(looks.at(-1)! - looks.at(-3)!).toBeLessThanOrEqual(30_000);
	expect(looks).toHaveLength(283);
});

test('waits that go on where the last one ended miss nothing and repeat nothing', async () => {
	const times = fc.constantFrom('seconds' as const, 'ms' as const);
	const arrivals = fc.array(
		fc.oneof(fc.integer({ min: 2000, max: 8000 }), fc.integer({ min: 2000, max: 60_000 })),
	);
	await fc.assert(
		fc.asyncProperty(traits, times, arrivals, async (how, format, all) => {
			const messages = all
				.toSorted((a, b) => a - b)
				.map((at, id): Said => {
					return { id, at, messageType: 'USER_MESSAGE', answeredAt: at };
				});
			const server = new ConversationServer(messages, { ...how, times: format });
			const texts: string[] = [];
			for (let since = 0; server.time < 70_000;) {
				const found = await wait(server, { sender: 'visitor', since, maxWaitMs: 20_000 });
				texts.push(...found.texts);
				since = found.last ?? since;
			}
			expect(texts).toEqual(messages.map(({ id }) => `question ${id}`));
		}),
	);
});

test.each([
	[0, 5800],
	[4000, 7800],
	// When the time is up.
	[0, 19_800],
])('with a latency of %d, the rest of the second of %d is found too', async (latency, at) => {
	const messages = [...said(at, 'USER_MESSAGE'), ...said(at + 800, 'USER_MESSAGE')];
	const server = new ConversationServer(messages, { ...usual, latency, times: 'seconds' });
	const { texts } = await wait(server, { sender: 'visitor', maxWaitMs: 20_000 });
	expect(texts).toEqual([`question ${at}`, `question ${at + 800}`]);
});

test('a message from the far future, by a clock that is wrong, is returned immediately', async () => {
	const ahead = { ...usual, ahead: 500_000, times: 'seconds' } as const;
	const server = new ConversationServer(said(9000, 'USER_MESSAGE'), ahead);
	jest.spyOn(server.clock, 'observe').mockReturnValue();
	expect(await wait(server, { sender: 'visitor' })).toMatchObject({ texts: ['question 9000'] });
	expect(server.time).toBeLessThan(12_000);
});

test('a conversation of 5,000 messages is read once, then only its last page', async () => {
	const old = Array.from({ length: 5000 }, (_, n) => said(n - 6000, 'NORMAL_MESSAGE')).flat();
	const server = new ConversationServer([...old, ...said(60_000, 'AGENT_MESSAGE')], usual);
	const { texts } = await wait(server, { sender: 'person' });
	expect(texts).toEqual(['answer 60000']);
	expect(server.processed).toHaveLength(50 + 26);
});

test('whole seconds: what comes in the same second as the wait starts is found', async () => {
	const server = new ConversationServer(said(600, 'USER_MESSAGE'), { ...usual, times: 'seconds' });
	expect(await wait(server, { sender: 'visitor' })).toMatchObject({ texts: ['question 600'] });
});

test('without a time, what was not there at the first look counts', async () => {
	const messages = [...said(-9000, 'USER_MESSAGE'), ...said(9000, 'USER_MESSAGE')];
	const server = new ConversationServer(messages, { ...usual, times: 'none' });
	const found = await wait(server, { sender: 'visitor', since: -10_000 });
	expect(found).toMatchObject({ texts: ['question 9000'] });
});

test('Anyone waits for the chatbot to finish its answer, but not forever; Visitor does not', async () => {
	const question = (answeredAt: number) =>
		new ConversationServer(said(1000, 'NORMAL_MESSAGE', answeredAt), usual);
	const answered = question(30_000);
	const { texts } = await wait(answered, { sender: 'anyone' });
	expect(texts).toEqual(['question 1000', 'answer 1000']);
	const never = question(Infinity);
	const waiting = await wait(never, { sender: 'anyone', maxWaitMs: 3_600_000 });
	expect(waiting.texts).toEqual(['question 1000']);
	expect(never.time).toBeLessThan(140_000);
	const visitor = question(30_000);
	await wait(visitor, { sender: 'visitor' });
	expect(visitor.time).toBeLessThan(5000);
});

test('Anyone also gets the answer to a question from before the wait, and nothing else from then', async () => {
	const before = [...said(-5000, 'NORMAL_MESSAGE', 3000), ...said(-2000, 'AGENT_MESSAGE')];
	const server = new ConversationServer(before, usual);
	const { texts, last } = await wait(server, { sender: 'anyone' });
	expect(texts).toEqual(['answer -5000']);
	expect(server.time).toBeLessThan(6000);
	const next = { since: last, maxWaitMs: 10_000 };
	expect(await wait(server, { sender: 'anyone', ...next })).toMatchObject({ texts: [] });
	for (const sender of ['visitor', 'person'] as const) {
		const other = new ConversationServer(before, usual);
		expect(await wait(other, { sender })).toMatchObject({ texts: [] });
	}
});

test('an outage is waited out; if it lasts, the hint or the error says so', async () => {
	const outage = Array.from({ length: 1000 }, (): Fault => 'serverError');
	const late = new ConversationServer(said(5000, 'USER_MESSAGE'), usual, outage.slice(0, 20));
	expect((await wait(late, { sender: 'visitor' })).texts).toEqual(['question 5000']);
	const lasting = new ConversationServer([], usual, [undefined, ...outage]);
	const { texts, warnings } = await wait(lasting, { sender: 'visitor' });
	expect([texts, warnings]).toEqual([[], [expect.stringContaining('answered 500')]]);
	const whole = new ConversationServer([], usual, outage);
	const error = { problem: { status: 500 } };
	await expect(wait(whole, { sender: 'visitor' })).rejects.toMatchObject(error);
	expect(whole.time).toBeGreaterThanOrEqual(MAX_WAIT_MS);
});

test('a time in the future does not matter, because n8n’s clock may be ahead', async () => {
	const server = new ConversationServer(said(9000, 'USER_MESSAGE'), usual);
	const found = await wait(server, { sender: 'visitor', since: 60_000 });
	expect(found).toMatchObject({ texts: ['question 9000'] });
});

test('many waits together look twice a second', async () => {
	const servers = Array.from({ length: 40 }, () => new ConversationServer([], usual));
	await Promise.all(servers.map((server) => wait(server, { sender: 'visitor' })));
	const looks = servers.reduce((sum, { processed }) => sum + processed.length, 0);
	expect(looks).toBeLessThanOrEqual(40 + (MAX_WAIT_MS / 1000) * 2 + 40);
});
