import { NOW } from './stubs';
import { leadsAt, refusal, type Response, setClocks, triggerWith } from './trigger';

const MINUTE = 60_000;

let now = NOW;
beforeEach(() => {
	now = NOW;
	setClocks(() => now);
});
afterEach(() => jest.restoreAllMocks());

/** A lead for each millisecond from now on. */
const leads = (count: number) => leadsAt(...Array.from({ length: count }, (_, n) => NOW + 1 + n));

describe('the log', () => {
	test('says why a poll failed, in the words of SiteGPT or of a setting', async () => {
		const refused = triggerWith({ respond: () => refusal(500) });
		expect(await refused.poll()).toBeUndefined();
		const wrong = triggerWith({
			parameters: { options: { lookBack: 'soon' } },
			activation: 'init',
		});
		expect(await wrong.poll()).toBeUndefined();
		expect([refused, wrong].map(({ workflow, logged }) => [workflow, logged])).toEqual([
			[refused.workflow, [failed(refused.workflow, 'No (NO)')]],
			[
				wrong.workflow,
				[failed(wrong.workflow, 'Look Back is "soon". Enter a number of minutes, or 0.')],
			],
		]);
	});

	const line = (workflow: string, text: string) => `Trigger (workflow ${workflow}): ${text}`;
	const failed = (workflow: string, text: string) =>
		line(workflow, `The poll failed. The next one tries again. ${text}`);

	test('says what a poll could not read, if it emits something', async () => {
		const trigger = triggerWith();
		await trigger.poll();
		// A first page, and then an error.
		trigger.given.respond = ({ searchParams }): Response => {
			if (searchParams.has('cursor')) return refusal(500);
			const pagination = { hasNextPage: true, nextCursor: 'next' };
			return { data: { ...leads(600).data, pagination } };
		};
		const sorted = { ...(trigger.statics.node.polling as object), isSorted: true };
		trigger.statics.node.polling = sorted;
		expect(await trigger.poll()).toBeUndefined();
		const text = 'The poll failed. The next one tries again. No (NO)';
		expect(trigger.logged).toEqual([
			line(
				trigger.workflow,
				`Catching up: read 600 objects on 1 pages so far. The next poll continues there.`,
			),
			line(trigger.workflow, text),
		]);
	});

	test('says how many are left', async () => {
		const trigger = triggerWith();
		expect(await trigger.poll()).toBeUndefined();
		trigger.given.respond = () => leads(501);
		expect(await trigger.poll()).toHaveLength(500);
		const left = 'Catching up: 1 more are left to emit or to read. The next poll continues.';
		expect(trigger.logged).toEqual([line(trigger.workflow, left)]);
		expect(await trigger.poll()).toHaveLength(1);
	});

	test('says until when no request is sent', async () => {
		const trigger = triggerWith({ respond: () => refusal(429, { 'retry-after': '1800' }) });
		expect(await trigger.poll()).toBeUndefined();
		now += 10 * MINUTE;
		expect(await trigger.poll()).toBeUndefined();
		expect(trigger.urls).toHaveLength(1);
		const until = new Date(NOW + 30 * MINUTE).toISOString();
		const waiting = `SiteGPT received too many requests. No poll until ${until}.`;
		expect(trigger.logged.slice(1)).toEqual([line(trigger.workflow, waiting)]);
		// A poll may take four minutes.
		now += 16 * MINUTE;
		expect(await trigger.poll()).toBeUndefined();
		expect(trigger.urls).toHaveLength(1);
	});
});

describe('what was found before a failure is emitted', () => {
	/** Two conversations; the second one can't be read at all. */
	const respond =
		(status: number) =>
		(url: URL): Response => {
			const updatedAt = new Date(NOW + 1).toISOString();
			if (url.pathname.endsWith('/a/messages'))
				return { data: { messages: [{ messageId: 'm', createdAt: updatedAt }] } };
			if (url.pathname.endsWith('/b/messages')) return refusal(status);
			return { data: { conversations: ['a', 'b'].map((threadId) => ({ threadId, updatedAt })) } };
		};

	test('and the failure is only logged', async () => {
		const trigger = triggerWith({ parameters: { triggerOn: 'newMessage' } });
		await trigger.poll();
		trigger.given.respond = respond(401);
		expect(await trigger.poll()).toMatchObject([{ json: { api: { messageId: 'm' } } }]);
		expect(trigger.logged).toEqual([
			expect.stringContaining('Catching up: 1 more'),
			expect.stringMatching(
				/: The poll could not read everything\. The next one continues\. No \(NO\)$/,
			),
		]);
		// Another failure within a minute isn't logged.
		trigger.given.respond = () => refusal(500);
		expect(await trigger.poll()).toBeUndefined();
		expect(trigger.logged.join()).not.toContain('The poll failed');
	});

	test('unless the failure lasts, and it is time to report it: then at the next poll', async () => {
		const trigger = triggerWith({ parameters: { chatbots: 'all' } });
		let count = 0;
		trigger.given.respond = ({ pathname }) => {
			if (pathname.endsWith('/chatbots'))
				return { data: { chatbots: [{ id: 'good' }, { id: 'bad' }] } };
			return pathname.includes('/bad/') ? refusal(500) : leads(count);
		};
		await trigger.poll();
		const poll = async () => {
			count++;
			now += MINUTE;
			return await trigger.poll();
		};
		for (let n = 0; n < 8; n++) expect(await poll()).toHaveLength(1);
		await expect(poll()).rejects.toMatchObject({ failure: { cause: 'temporarily-unavailable' } });
		expect(await poll()).toHaveLength(2);
		now += 59 * MINUTE;
		await expect(poll()).rejects.toMatchObject({ message: expect.stringContaining('bad') });
	});

	test('and what concerns one conversation is not a failure', async () => {
		const trigger = triggerWith({ parameters: { triggerOn: 'newMessage' } });
		await trigger.poll();
		trigger.given.respond = respond(500);
		expect(await trigger.poll()).toHaveLength(1);
		expect(trigger.logged).toEqual([expect.stringContaining('Could not read a conversation: b')]);
	});
});

describe('a failed poll', () => {
	test.each(['activate', 'update'])('is reported while publishing (%s)', async (activation) => {
		const trigger = triggerWith({ activation, respond: () => refusal(401) });
		await expect(trigger.poll()).rejects.toMatchObject({ message: 'No (NO)' });
	});

	test('is not reported if it is the first one after n8n has started, but the second one is', async () => {
		const trigger = triggerWith({ activation: 'init', respond: () => refusal(401) });
		expect(await trigger.poll()).toBeUndefined();
		await expect(trigger.poll()).rejects.toMatchObject({ message: 'No (NO)' });
	});

	test('is reported at the tenth in a row, which a poll that succeeds ends', async () => {
		const trigger = triggerWith();
		const fail = async (count: number) => {
			trigger.given.respond = () => refusal(500);
			for (let n = 0; n < count; n++) expect(await trigger.poll()).toBeUndefined();
		};
		await fail(9);
		trigger.given.respond = undefined;
		await trigger.poll();
		await fail(9);
		await expect(trigger.poll()).rejects.toMatchObject({
			failure: { cause: 'temporarily-unavailable' },
		});
	});

	test('leaves the trigger free for the next one', async () => {
		const trigger = triggerWith({ respond: () => refusal(500) });
		await trigger.poll();
		trigger.given.respond = () => leads(1);
		expect(await trigger.poll()).toHaveLength(1);
	});
});

describe('a poll takes', () => {
	/** The requests of a trigger's first polls, if each takes ten seconds. */
	async function requests(budgetMs?: number): Promise<number[]> {
		const respond = (): Response => {
			now += 10_000;
			const pagination = { hasNextPage: true, nextCursor: String(now) };
			return { data: { leads: [{ id: now, createdAt: null }], pagination } };
		};
		const trigger = triggerWith({ respond, budgetMs });
		const counts: number[] = [];
		for (let n = 0; n < 2; n++) {
			const before = trigger.urls.length;
			await trigger.poll();
			counts.push(trigger.urls.length - before);
		}
		return counts;
	}

	test.each([
		['no budget', undefined, [3, 24]],
		['the usual budget', 300_000, [3, 24]],
		['a longer budget', 500_000, [3, 40]],
		['a budget for each poll, as in the durable scheduler', 100_000, [8, 8]],
		['a short one', 20_000, [2, 2]],
	])('%s', async (_, budgetMs, expected) => {
		expect(await requests(budgetMs)).toEqual(expected);
	});
});

test('in manual mode, a poll returns a sample and leaves no state', async () => {
	const trigger = triggerWith({ mode: 'manual', respond: () => leadsAt(1e12) });
	expect(await trigger.poll()).toMatchObject([{ json: { api: { id: 'lead_0' } } }]);
	expect(trigger.statics.node).toEqual({});
});

test('while a poll is under way, another one does nothing', async () => {
	const trigger = triggerWith({ respond: () => leads(1) });
	expect(await Promise.all([trigger.poll(), trigger.poll()])).toMatchObject([
		[{ json: {} }],
		undefined,
	]);
	expect(trigger.urls).toHaveLength(1);
});
