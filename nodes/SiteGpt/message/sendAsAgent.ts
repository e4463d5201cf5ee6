import { objectIn } from '../../api/envelope';
import { briefMessage, sendAsAgent as createRequest } from '../../api/messages';
import { readCollection, readFlag, readId, readText } from '../operation/input';
import type { Call, Json } from '../operation/operation';
import { chatbotId, simple, threadId } from '../operation/parameters';
import { agentOptions, text } from './parameters';

/** Writes to the visitor as a person. Needs the account API key, not only the access token. */
export async function sendAsAgent(call: Call): Promise<Json[]> {
	if (String(call.credential.accountApiKey ?? '').trim() === '') {
		throw new Error(
			'The credential has no account API key, which this operation needs. Copy the key from SiteGPT, under Billing or Profile > API Access, to the credential.',
		);
	}
	const chatbot = readId(call, chatbotId);
	const reply = {
		message: readText(call, text),
		threadId: readId(call, threadId),
		...(readCollection(call, agentOptions) as { agentName?: string; iconUrl?: string }),
	};
	const isSimple = readFlag(call, simple);
	const data = await call.client.call(createRequest(chatbot, reply));
	if (!isSimple) return [objectIn(data, 'data', true)];
	const message = objectIn(data, 'message', true);
	return [briefMessage(reply.threadId, { ...message, messageId: message.id })];
}
