import type { IDataObject } from 'n8n-workflow';
import { faults } from '../../harness/siteGpt/faults.ts';
import { SiteGptServer } from '../../harness/siteGpt/server.ts';
import type { Chatbot } from '../../harness/siteGpt/state.ts';
import { emitted, runSiteGpt } from './siteGpt';

let server: SiteGptServer;
let chatbot: Chatbot;
/** The most requests that were under way at the same time. */
let most: number;

const underWay = () => server.requests.filter(({ status }) => status === undefined).length;

beforeEach(async () => {
	server = await SiteGptServer.start();
	chatbot = server.state.addChatbot();
	most = 0;
	server.settings.delay = () => {
		most = Math.max(most, underWay());
		return 15;
	};
});
afterEach(async () => await server.close());

const itemsWith = (all: IDataObject[]) => all.map((json) => ({ json }));

const getLead = () => ({
	resource: 'lead',
	operation: 'get',
	chatbotId: { __rl: true, mode: 'id', value: chatbot.id },
	leadId: { __rl: true, mode: 'id', value: '={{ $json.id }}' },
	simple: true,
});

describe('items that are only read', () => {
	test('are read side by side, and come in the order of the input', async () => {
		const leads = Array.from({ length: 45 }, () => ({ id: server.state.addLead(chatbot.id).id }));
		const output = await runSiteGpt(server, getLead(), { items: itemsWith(leads) });
		expect(output.map(({ json: { id } }) => ({ id }))).toEqual(leads);
		expect(output.map(({ pairedItem }) => pairedItem)).toEqual(leads.map((_, item) => ({ item })));
		expect(most).toBe(10);
	});

	test('so is what no scope is needed for', async () => {
		const items = itemsWith(Array.from({ length: 20 }, () => ({})));
		await emitted(server, { resource: 'account', operation: 'checkAccess' }, { items });
		expect(most).toBe(10);
	});

	test('the first one that fails, in that order, is the error, and nothing starts after one', async () => {
		const ids = Array.from({ length: 40 }, (_, n) =>
			[7, 9].includes(n) ? `missing_${n}` : server.state.addLead(chatbot.id).id,
		);
		// The later one fails earlier.
		server.settings.delay = ({ path }) => (path.endsWith('missing_7') ? 60 : 20);
		const items = itemsWith(ids.map((id) => ({ id })));
		await expect(runSiteGpt(server, getLead(), { items })).rejects.toMatchObject({
			context: { itemIndex: 7 },
		});
		expect(server.requests.length).toBeLessThanOrEqual(20);
	});

	test('each has its own error with On Error: Continue', async () => {
		const ids = [
			server.state.addLead(chatbot.id).id,
			'missing',
			server.state.addLead(chatbot.id).id,
		];
		const items = itemsWith(ids.map((id) => ({ id })));
		const output = await emitted(server, getLead(), { items, continueOnFail: true });
		expect(output).toMatchObject([{ id: ids[0] }, { details: { status: 404 } }, { id: ids[2] }]);
	});

	test('end when the execution is canceled', async () => {
		const cancel = new AbortController();
		server.settings.delay = () => {
			if (server.requests.length === 15) cancel.abort(new Error('canceled'));
			return 15;
		};
		const items = itemsWith(
			Array.from({ length: 60 }, () => ({ id: server.state.addLead(chatbot.id).id })),
		);
		const run = runSiteGpt(server, getLead(), { items, cancel: cancel.signal });
		await expect(run).rejects.toThrow('canceled');
		await new Promise((resolve) => setTimeout(resolve, 60));
		// Those that were under way may have been sent.
		expect(server.requests.length).toBeLessThan(25);
	});

	test('all come while SiteGPT allows three at a time, with few refusals', async () => {
		const when = () => underWay() > 3;
		server.faults.push({ fault: faults.tooMany(), when, times: Infinity });
		const leads = Array.from({ length: 24 }, () => ({ id: server.state.addLead(chatbot.id).id }));
		const output = await emitted(server, getLead(), { items: itemsWith(leads) });
		expect(output.map(({ id }) => ({ id }))).toEqual(leads);
		const refusals = server.requests.filter(({ status }) => status === 429);
		expect(refusals.length).toBeGreaterThan(0);
		expect(refusals.length).toBeLessThan(15);
	}, 60_000);
});

describe('items that change something', () => {
	const archive = (ids: string[]) =>
		runSiteGpt(
			server,
			{
				resource: 'lead',
				operation: 'archive',
				chatbotId: { __rl: true, mode: 'id', value: chatbot.id },
				leadId: { __rl: true, mode: 'id', value: '={{ $json.id }}' },
				simple: true,
			},
			{ items: itemsWith(ids.map((id) => ({ id }))), continueOnFail: true },
		);

	test('one after another', async () => {
		await archive(Array.from({ length: 5 }, () => server.state.addLead(chatbot.id).id));
		expect(most).toBe(1);
	});

	const ask = (items: IDataObject[], questionsAtOnce?: number) =>
		emitted(
			server,
			{
				resource: 'message',
				operation: 'send',
				chatbotId: { __rl: true, mode: 'id', value: chatbot.id },
				message: '={{ $json.question }}',
				continueConversation: '={{ !!$json.threadId }}',
				threadId: { __rl: true, mode: 'id', value: '={{ $json.threadId }}' },
				simple: true,
				options: questionsAtOnce === undefined ? {} : { questionsAtOnce },
			},
			{ items: itemsWith(items) },
		);

	test('questions, unless Questions at Once says otherwise', async () => {
		const questions = Array.from({ length: 12 }, (_, n) => ({ question: `Question ${n}` }));
		const answers = questions.map(({ question }) => ({ answer: `You asked: ${question}` }));
		expect(await ask(questions)).toMatchObject(answers);
		expect(most).toBe(1);
		expect(await ask(questions, 4)).toMatchObject(answers);
		expect(most).toBe(4);
	});

	test('the messages of one conversation stay in order', async () => {
		const threads = ['One', 'Two'].map((text) => {
			const visitor = server.visitor(chatbot.id);
			visitor.ask(text);
			return visitor.conversation;
		});
		const items = Array.from({ length: 12 }, (_, n) => ({
			question: `${n}`.padStart(2, '0'),
			threadId: threads[n % 2].threadId,
		}));
		let first = true;
		server.settings.delay = () => (first ? ((first = false), 80) : 5);
		await ask(items, 10);
		const asked = server.requests.map(({ path, body }) => ({
			path,
			message: (body as IDataObject).message as string,
		}));
		for (const { threadId } of threads) {
			const messages = asked
				.filter(({ path }) => path.includes(threadId))
				.map(({ message }) => message);
			expect(messages).toHaveLength(6);
			expect(messages).toEqual(messages.toSorted());
		}
	});
});
