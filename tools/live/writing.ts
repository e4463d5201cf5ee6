import type { Running } from '../../harness/command.ts';
import type { Checks } from './checks.ts';
import type { Json, PackageApi } from './package.ts';

/** A page that may be read by anybody, to train the chatbot on. */
export const TRAINING_PAGE = 'https://example.com/';

/** A chatbot to write to, and how to undo that. */
interface Target {
	api: PackageApi;
	chatbot: string;
	/** whether there is a key for the call that replies as an agent */
	hasAccountKey: boolean;
	running: Running;
}

/** Checks the calls that write, on a conversation and a document that this creates and deletes. */
export async function checkWriting(checks: Checks, target: Target): Promise<void> {
	await checkConversation(checks, target);
	await checkKnowledge(checks, target);
}

async function checkConversation(
	checks: Checks,
	{ api, chatbot, hasAccountKey, running }: Target,
): Promise<void> {
	const question = { message: 'This is a test by n8n-nodes-sitegpt. You can ignore it.' };
	const threadId = await checks.check('Message: Send', async () => {
		const data = (await checks.call('sendMessage', chatbot, undefined, question, 120_000)) as Json;
		const sent = api.objectIn(data.conversation, 'conversation');
		if (typeof sent.threadId !== 'string')
			throw new Error('The answer has no conversation ID. Delete the conversation in SiteGPT.');
		return sent.threadId;
	});
	if (!threadId) return;
	const remove = removedAtTheLatest(
		running,
		async () => void (await checks.call('deleteConversation', chatbot, threadId)),
	);
	for (const change of ['escalate', 'takeOver', 'switchToAi']) {
		await checks.check(
			`Conversation: ${change}`,
			async () =>
				void (await checks.call('changeConversation', chatbot, threadId, change, undefined)),
		);
	}
	if (hasAccountKey) {
		const reply = { message: 'A test.', threadId, agentName: 'n8n' };
		await checks.check(
			'Message: Send as Agent',
			async () => await checks.one('message', 'sendAsAgent', chatbot, reply),
		);
	}
	await checks.check('Conversation: Delete', remove);
}

async function checkKnowledge(checks: Checks, { api, chatbot, running }: Target): Promise<void> {
	const added = await checks.check('Knowledge: Add Links', async () => {
		const body = { urls: [TRAINING_PAGE] };
		const { documents } = api.readIngest(await checks.call('addDocuments', chatbot, 'links', body));
		const [id] = documents.map(({ documentId }) => documentId);
		if (!id) throw new Error(`The answer has no document ID. Delete ${TRAINING_PAGE} in SiteGPT.`);
		return id;
	});
	if (!added) return;
	const remove = removedAtTheLatest(
		running,
		async () => void (await checks.call('deleteDocument', chatbot, added)),
	);
	await checks.check('Knowledge: Delete', remove);
}

/** Makes sure that `remove` has been done when the command ends, for example by Ctrl-C. */
function removedAtTheLatest(running: Running, remove: () => Promise<void>): () => Promise<void> {
	let isRemoved = false;
	const removeNow = async () => {
		await remove();
		isRemoved = true;
	};
	running.atEnd(async () => (isRemoved ? undefined : await removeNow()));
	return removeNow;
}
