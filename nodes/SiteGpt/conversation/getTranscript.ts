import * as z from 'zod/v4';
import { listMessages } from '../../api/conversations';
import { briefMessage, textIn } from '../../api/messages';
import { readList } from '../../api/pages';
import { readChoice, readFlag, readLimit } from '../operation/input';
import type { Call, Json } from '../operation/operation';
import { simple } from '../operation/parameters';
import { output, readPlace } from './parameters';

/** A conversation as one item. */
export const transcriptSchema = z.object({
	chatbotId: z.string(),
	threadId: z.string(),
	transcript: z.string().describe('The conversation as text, one line per entry in messages'),
	messages: z.array(
		z.object({
			at: z.string().nullable().describe('ISO 8601'),
			from: z.string().describe('Visitor, Chatbot, the name of the person, or System'),
			text: z.string(),
		}),
	),
	messageCount: z.number().describe('The number of entries in messages'),
});

/** Everything that was said in a conversation, as one item or as messages. */
export async function getTranscript(call: Call): Promise<Json[]> {
	const place = readPlace(call);
	const request = listMessages(place.chatbotId, place.threadId);
	const form = readChoice(call, output);
	if (form === 'messages') {
		const [maxResults, isSimple] = [readLimit(call), readFlag(call, simple)];
		const messages = await readList(call.client, request, { limit: maxResults });
		return isSimple ? messages.map((one) => briefMessage(place.threadId, one)) : messages;
	}
	const found = await readList(call.client, request);
	if (form === 'memory') return toMemory(found);
	const messages = toUtterances(found);
	const transcript = formatTranscript(messages);
	return [{ ...place, transcript, messages, messageCount: messages.length }];
}

/** Something that somebody said, or that happened. */
interface Utterance {
	at: string | null;
	from: string;
	text: string;
}

/** Who said what, in the order of the messages; a message may hold a question and its answer. */
export function toUtterances(messages: readonly Json[]): Utterance[] {
	return messages.flatMap((message) => {
		const { messageType, systemMessageType, question, answer, createdAt } = message;
		const said: Utterance[] = [];
		const add = (from: string, part: unknown) => {
			const text = textIn(part) ?? '';
			const at = (part as Json | null)?.timestamp ?? createdAt;
			if (text.trim() !== '') said.push({ at: typeof at === 'string' ? at : null, from, text });
		};
		add('Visitor', question);
		add(getAnswerer(message), answer);
		if (messageType !== 'SYSTEM_MESSAGE') return said;
		// A system message comes from SiteGPT, not from the visitor or the chatbot.
		const text = [toPlainWords(systemMessageType), ...said.map((one) => one.text)].join(': ');
		const at = said[0]?.at ?? (typeof createdAt === 'string' ? createdAt : null);
		return [{ at, from: 'System', text }];
	});
}

/** As the Chat Memory Manager inserts them. Some models refuse a system message in the middle, so there is none. */
function toMemory(messages: readonly Json[]): Json[] {
	return messages
		.filter(({ messageType }) => messageType !== 'SYSTEM_MESSAGE')
		.flatMap(({ question, answer }) => [
			{ type: 'user', message: textIn(question)?.trim() },
			{ type: 'ai', message: textIn(answer)?.trim() },
		])
		.filter(({ message }) => message);
}

/** Everything that a reader may take for a line break. */
const LINE_BREAK = /\r\n|[\n\v\f\r\x85\u2028\u2029]/;

/** The conversation as a person reads it, for example `[2026-11-25 10:00 UTC] Visitor: Hello`. */
export function formatTranscript(utterances: readonly Utterance[]): string {
	return utterances
		.map(({ at, from, text }) => {
			const time = at === null ? '' : `[${formatTime(at)}] `;
			// Only the first line starts at the margin, so nobody can write text that looks like another person's line.
			return `${time}${from}: ${text.trim()}`.split(LINE_BREAK).join('\n    ');
		})
		.join('\n');
}

function getAnswerer({ messageType, agentName }: Json): string {
	if (typeof agentName === 'string' && agentName.trim() !== '') return agentName.trim();
	return messageType === 'AGENT_MESSAGE' ? 'Agent' : 'Chatbot';
}

/** CONVERSATION_ESCALATED becomes "conversation escalated". */
function toPlainWords(type: unknown): string {
	const words = typeof type === 'string' ? type.toLowerCase().replaceAll('_', ' ').trim() : '';
	return words || 'system message';
}

function formatTime(at: string): string {
	const time = Date.parse(at);
	if (Number.isNaN(time)) return at.trim();
	return `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
