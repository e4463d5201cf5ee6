import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Failure } from '../../harness/failure.ts';
import type { JsonObject } from '../../harness/json.ts';
import { escalate } from '../../harness/siteGpt/conversations.ts';
import type { SiteGptServer } from '../../harness/siteGpt/server.ts';
import type { Conversation, Message } from '../../harness/siteGpt/state.ts';
import { grouped } from '../table.ts';
import { unpack } from '../unpacked.ts';

/** An account with a month's worth of everything, and a chatbot in it. */
export interface Account {
	siteGpt: SiteGptServer;
	chatbotId: string;
	conversations: Conversation[];
}

/** What the trigger can find: how SiteGPT gets one more of it, and its ID in an item. */
export interface Source {
	/** a choice of Trigger On, and its label */
	value: string;
	name: string;
	/** how a backlog of so many of them comes about */
	backlog(size: number): string;
	/** @param n counts them */
	add(account: Account, n: number): unknown;
	idOf(item: JsonObject): unknown;
}

const api = (field: string) => (item: JsonObject) => (item.api as JsonObject)[field];

function said(siteGpt: SiteGptServer, conversation: Conversation): Message {
	const at = siteGpt.state.now();
	return siteGpt.state.addMessage(conversation, {
		question: { text: 'And on Sundays?', timestamp: at },
		answer: { text: 'From ten to six.', timestamp: at },
	});
}

const MESSAGES_PER_CONVERSATION = 10;

/** A conversation gets several messages, one after the other. */
const pickConversation = ({ conversations }: Account, n: number) =>
	conversations[Math.floor(n / MESSAGES_PER_CONVERSATION) % conversations.length]!;

const several = (size: number) =>
	`${grouped(size)} messages in ${grouped(size / MESSAGES_PER_CONVERSATION)} older conversations`;
const onlyThem = (what: string) => (size: number) => `${grouped(size)} ${what}`;

const kinds: ReadonlyArray<Omit<Source, 'name'>> = [
	{
		value: 'newLead',
		backlog: onlyThem('leads'),
		add: ({ siteGpt, chatbotId }) => siteGpt.state.addLead(chatbotId).id,
		idOf: api('id'),
	},
	{
		value: 'escalatedConversation',
		backlog: onlyThem('conversations'),
		add({ siteGpt, chatbotId }) {
			const conversation = siteGpt.state.addConversation(chatbotId);
			escalate(siteGpt, conversation);
			return conversation.threadId;
		},
		idOf: ({ threadId }) => threadId,
	},
	{
		value: 'newMessage',
		backlog: several,
		add: (account, n) => said(account.siteGpt, pickConversation(account, n)).messageId,
		idOf: api('messageId'),
	},
	{
		value: 'newConversation',
		backlog: onlyThem('conversations'),
		add({ siteGpt, chatbotId }) {
			const conversation = siteGpt.state.addConversation(chatbotId);
			said(siteGpt, conversation);
			return conversation.threadId;
		},
		idOf: api('threadId'),
	},
	{
		value: 'resolvedConversation',
		backlog: onlyThem('conversations'),
		add({ siteGpt, chatbotId }) {
			const conversation = siteGpt.state.addConversation(chatbotId);
			said(siteGpt, conversation);
			conversation.resolved = true;
			return conversation.threadId;
		},
		idOf: api('threadId'),
	},
	{
		value: 'ratedMessage',
		backlog: several,
		add(account, n) {
			const message = said(account.siteGpt, pickConversation(account, n));
			message.reaction = 'NEGATIVE';
			return message.messageId;
		},
		idOf: api('messageId'),
	},
	{
		value: 'failedDocument',
		backlog: onlyThem('documents'),
		add: ({ siteGpt, chatbotId }) =>
			siteGpt.state.addDocument(chatbotId, { status: 'FAILED', error: 'No text.' }).id,
		idOf: api('id'),
	},
];

const DAY_MS = 24 * 3600_000;

/** @param size how many conversations, leads, and documents of the last 30 days it has */
export function createAccount(siteGpt: SiteGptServer, size: number): Account {
	const { state } = siteGpt;
	const chatbotId = state.addChatbot().id;
	const conversations: Conversation[] = [];
	for (let n = 0; n < size; n++) {
		// At least a day ago, so that none of it is new.
		const at = new Date(Date.now() - DAY_MS - (29 * DAY_MS * n) / size).toISOString();
		const times = { createdAt: at, updatedAt: at };
		// Some visitors come back: so the list shows whether its order is that of the changes.
		const startedAt = n % 10 === 0 ? new Date(Date.parse(at) - 3 * DAY_MS).toISOString() : at;
		const conversation = state.addConversation(chatbotId, { startedAt });
		const words = { text: 'When are you open?', timestamp: at };
		state.addMessage(conversation, { ...times, question: words, answer: words });
		conversations.push(conversation);
		state.addLead(chatbotId, times);
		state.addDocument(chatbotId, times);
	}
	return { siteGpt, chatbotId, conversations };
}

/** The choices of Trigger On of the packed package. */
export async function readSources(tarball: string): Promise<Source[]> {
	const packed = join(await unpack(tarball), 'package');
	const require = createRequire(join(packed, 'package.json'));
	const { SiteGptPollingTrigger } = require(
		join(packed, 'dist/nodes/SiteGptPollingTrigger/SiteGptPollingTrigger.node.js'),
	) as { SiteGptPollingTrigger: new () => { description: Description } };
	const { properties } = new SiteGptPollingTrigger().description;
	const { options = [] } = properties.find(({ name }) => name === 'triggerOn') ?? {};
	return options.map(({ name, value }) => {
		const kind = kinds.find((one) => one.value === value);
		if (!kind) throw new Failure(`Add ${value} to lab/polling/sources.ts.`);
		return { ...kind, name };
	});
}

interface Description {
	properties: Array<{ name: string; options?: Array<{ name: string; value: string }> }>;
}
