import * as z from 'zod/v4';
import { listMessages } from '../../api/conversations';
import { briefMessage, messageSchema, textIn } from '../../api/messages';
import { readList } from '../../api/pages';
import { toSchemaText } from '../../api/schemaFields';
import { parseTime, toIsoTime } from '../../api/time';
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
		if (!isSimple) return messages;
		return messages.map((one) => toSchemaText(messageSchema, briefMessage(place.threadId, one)));
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
			const at = textOfTime((part as Json | null)?.timestamp, createdAt);
			if (text.trim() !== '') said.push({ at, from, text });
		};
		add('Visitor', question);
		add(getAnswerer(message), answer);
		if (messageType !== 'SYSTEM_MESSAGE') return said;
		// A system message comes from SiteGPT, not from the visitor or the chatbot.
		const text = [toPlainWords(systemMessageType), ...said.map((one) => one.text)].join(': ');
		return [{ at: said[0]?.at ?? textOfTime(createdAt), from: 'System', text }];
	});
}

/** The first of the times that can be read, or else the first that is text. */
function textOfTime(...times: unknown[]): string | null {
	const readable = times.find((time) => parseTime(time) !== null);
	const texts = times.filter((time) => typeof time === 'string' && time.trim() !== '');
	const text = toIsoTime(readable ?? texts[0]);
	return typeof text === 'string' ? text : null;
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
	const name = typeof agentName === 'string' ? agentName.split(LINE_BREAK).join(' ').trim() : '';
	if (name !== '') return name;
	return messageType === 'AGENT_MESSAGE' ? 'Agent' : 'Chatbot';
}

/** CONVERSATION_ESCALATED becomes "conversation escalated". */
function toPlainWords(type: unknown): string {
	const words = typeof type === 'string' ? type.toLowerCase().replaceAll('_', ' ').trim() : '';
	return words || 'system message';
}

function formatTime(at: string): string {
	const time = parseTime(at);
	if (time === null) return at.trim();
	return `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
