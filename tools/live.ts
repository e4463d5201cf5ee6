/** Checks the live SiteGPT API against what the package expects: see `usage`. */
import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { packageFolder } from '../e2e/host/paths.ts';
import { command, UsageError } from './command.ts';

const usage = `Usage: npm run live -- --chatbot ID [options]

Calls SiteGPT's API with your access token and checks whether it answers as this package expects.
Only reads, and only from the chatbot you name, unless you add --write.

Environment:
  SITEGPT_ACCESS_TOKEN      an access token (sgpt_...), from SiteGPT's Agents > Create token
  SITEGPT_ACCOUNT_API_KEY   only for the call that replies as an agent; skipped if it's not set
  SITEGPT_BASE_URL          default: https://sitegpt.ai

Options:
  --chatbot ID   the chatbot to use, preferably one created for this
  --write        also start a conversation and ask one question in it (counts as one message in your
                 plan), escalate it, take it over, hand it back, and delete it; and train the
                 chatbot on one page, ${'https://example.com/'}, and delete that document
  --help         show this text

The exit code is 0 only if every call was answered as expected.`;

type Json = Record<string, unknown>;

interface Schema {
	shape: Json;
	safeParse(value: unknown): {
		success: boolean;
		error?: { issues: Array<{ path: string[]; message: string }> };
	};
}

interface ApiClient {
	call(request: object): Promise<unknown>;
}

/** Loads one of the package's own modules from dist/. */
const built = (file: string) =>
	createRequire(import.meta.url)(join(packageFolder, 'dist/nodes/api', `${file}.js`)) as Record<
		string,
		never
	>;

type Builder = (...args: unknown[]) => object;

function clientFor(baseUrl: string, token: string, key: string): ApiClient {
	const { ApiClient: Client } = built('client') as unknown as {
		ApiClient: new (world: object) => ApiClient;
	};
	return new Client({
		async send({
			method,
			path,
			body,
			timeout,
		}: {
			method: string;
			path: string;
			body?: string;
			timeout: number;
		}) {
			const secret = path.startsWith('/api/v0/') ? key : token;
			try {
				const answer = await fetch(`${baseUrl}${path}`, {
					method,
					body,
					redirect: 'manual',
					signal: AbortSignal.timeout(timeout),
					headers: {
						Authorization: `Bearer ${secret}`,
						Accept: 'application/json',
						...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
					},
				});
				const text = await answer.text();
				const headers = Object.fromEntries(answer.headers);
				return { statusCode: answer.status, headers, body: parsed(text) };
			} catch (error) {
				return { problem: { message: (error as Error).message, code: 'NO_ANSWER' } };
			}
		},
		sleep: async (ms: number) => await new Promise((resolve) => setTimeout(resolve, ms)),
		now: () => performance.now(),
		random: Math.random,
	});
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return text;
	}
}

/** How an object differs from what the package expects; empty lists if it doesn't. */
function differences(schema: Schema, object: Json): { wrong: string[]; absent: string[] } {
	const names = Object.keys(schema.shape);
	const picked = Object.fromEntries(names.map((name) => [name, object[name] ?? null]));
	const issues = schema.safeParse(picked).error?.issues ?? [];
	return {
		wrong: issues.map(({ path, message }) => `${path.join('.')}: ${message}`),
		absent: names.filter((name) => !(name in object)),
	};
}

await command({
	usage,
	options: { chatbot: { type: 'string' }, write: { type: 'boolean' } },
	async run({ values: { chatbot, write } }, running) {
		const {
			SITEGPT_ACCESS_TOKEN: token,
			SITEGPT_ACCOUNT_API_KEY: key = '',
			SITEGPT_BASE_URL,
		} = process.env;
		if (!token) throw new UsageError('SITEGPT_ACCESS_TOKEN is not set.');
		if (!chatbot) throw new UsageError('--chatbot is missing: enter the ID of the chatbot to use.');
		await promisify(execFile)('npm', ['run', '--silent', 'build'], { cwd: packageFolder });
		const baseUrl = (SITEGPT_BASE_URL ?? 'https://sitegpt.ai').replace(/\/+$/, '');
		const client = clientFor(baseUrl, token, key);
		const requests = Object.assign(
			{},
			...['account', 'chatbots', 'conversations', 'messages', 'leads', 'knowledge'].map(built),
		) as Record<string, Builder>;
		const schemas = requests as unknown as Record<string, Schema>;
		const { readList } = built('pages') as unknown as {
			readList(client: ApiClient, request: object, options: object): Promise<Json[]>;
		};
		const { objectIn } = built('answer') as unknown as {
			objectIn(data: unknown, key: string): Json;
		};
		let failed = 0;
		let passed = 0;

		/** Runs one check, validates its objects against the schema, and prints the result. */
		const check = async <Result>(
			what: string,
			run: () => Promise<Result>,
			schema?: string,
		): Promise<Result | undefined> => {
			try {
				const result = await run();
				const objects = schema ? ([result].flat().filter(Boolean) as Json[]) : [];
				const all = objects.map((object) => differences(schemas[schema!]!, object));
				const wrong = [...new Set(all.flatMap((one) => one.wrong))];
				const absent = [...new Set(all.flatMap((one) => one.absent))];
				if (wrong.length > 0) failed++;
				else passed++;
				console.log(
					`${wrong.length > 0 ? '✗' : '✓'} ${what}${Array.isArray(result) ? `: ${result.length}` : ''}`,
				);
				for (const one of wrong) console.log(`    not as expected: ${one}`);
				if (absent.length > 0) console.log(`    not in the answer: ${absent.join(', ')}`);
				return result;
			} catch (error) {
				failed++;
				const { title, description } = error as { title?: string; description?: string };
				console.log(`✗ ${what}\n    ${title ?? (error as Error).message}`);
				for (const line of (description ?? '').split('\n').filter(Boolean))
					console.log(`    ${line}`);
				return undefined;
			}
		};
		const list = async (request: object) => await readList(client, request, { limit: 5 });
		const one = async (request: object, key: string) => objectIn(await client.call(request), key);
		const call = (name: string, ...args: unknown[]) => requests[name]!(...args);

		await check('Account: Check Access', async () => await one(call('getMe'), 'me'));
		await check('Account: Get Limits', async () => await one(call('getLimits'), 'limits'));
		await check('Chatbot: Get Many', async () => await list(call('listChatbots')), 'chatbotSchema');
		await check(
			'Chatbot: Get',
			async () => await one(call('getChatbot', chatbot), 'chatbot'),
			'chatbotSchema',
		);
		const conversations = await check(
			'Conversation: Get Many',
			async () => await list(call('listConversations', chatbot)),
			'conversationSchema',
		);
		await check(
			'Conversation: Get Many, escalated',
			async () => await list(call('listConversations', chatbot, { escalated: true })),
		);
		const threadId = conversations?.[0]?.threadId;
		if (threadId) {
			await check(
				'Conversation: Get',
				async () => await one(call('getConversation', chatbot, threadId), 'conversation'),
				'conversationSchema',
			);
			await check(
				'Conversation: Get Transcript',
				async () => await list(call('listMessages', chatbot, threadId)),
			);
		}
		const leads = await check(
			'Lead: Get Many',
			async () => await list(call('listLeads', chatbot)),
			'leadSchema',
		);
		const leadId = leads?.[0]?.id;
		if (leadId) {
			await check(
				'Lead: Get',
				async () => await one(call('getLead', chatbot, leadId), 'lead'),
				'leadSchema',
			);
		}
		const documents = await check(
			'Knowledge: Get Many',
			async () => await list(call('listDocuments', chatbot)),
			'documentSchema',
		);
		const documentId = documents?.[0]?.id;
		if (documentId) {
			await check(
				'Knowledge: Get',
				async () =>
					await one(
						call('getDocument', chatbot, documentId, {
							includeContent: true,
							maxContentChars: 100,
						}),
						'document',
					),
				'documentSchema',
			);
		}
		if (write) await tryWriting();
		const unread = [
			threadId ? [] : 'conversation',
			leadId ? [] : 'lead',
			documentId ? [] : 'document',
		].flat();
		if (unread.length > 0)
			console.log(`Not tested, because the chatbot has none: one ${unread.join(', one ')}.`);
		if (!write) console.log('Nothing was changed. Add --write to test the operations that write.');
		console.log(`\n${passed} passed, ${failed} failed`);
		return failed === 0;

		async function tryWriting(): Promise<void> {
			const question = { message: 'This is a test by n8n-nodes-sitegpt. You can ignore it.' };
			const sent = await check('Message: Send', async () => {
				const data = (await client.call(
					call('sendMessage', chatbot, undefined, question, 120_000),
				)) as Json;
				const { threadId: thread } = objectIn(data.conversation, 'conversation');
				if (typeof thread !== 'string')
					throw new Error('The answer has no conversation ID. Delete the conversation in SiteGPT.');
				return thread;
			});
			if (sent) {
				const remove = async () =>
					void (await client.call(call('deleteConversation', chatbot, sent)));
				let isRemoved = false;
				running.atEnd(async () => (isRemoved ? undefined : await remove()));
				for (const change of ['escalate', 'takeOver', 'switchToAi']) {
					await check(
						`Conversation: ${change}`,
						async () =>
							void (await client.call(
								call('changeConversation', chatbot, sent, change, undefined),
							)),
					);
				}
				if (key) {
					const reply = { message: 'A test.', threadId: sent, agentName: 'n8n' };
					await check(
						'Message: Send as Agent',
						async () => await one(call('sendAsAgent', chatbot, reply), 'message'),
					);
				}
				await check('Conversation: Delete', remove);
				isRemoved = true;
			}
			const added = await check('Knowledge: Add Links', async () => {
				const body = { urls: ['https://example.com/'] };
				const answer = await client.call(call('addDocuments', chatbot, 'links', body));
				const ingest = call('readIngest', answer) as {
					documents: Array<{ documentId: string | null }>;
				};
				const [id] = ingest.documents.map((document) => document.documentId);
				if (!id)
					throw new Error('The answer has no document ID. Delete https://example.com/ in SiteGPT.');
				return id;
			});
			if (added) {
				await check(
					'Knowledge: Delete',
					async () => void (await client.call(call('deleteDocument', chatbot, added))),
				);
			}
		}
	},
});
