import * as z from 'zod/v4';
import { textIn } from '../../api/messages';
import type { Json } from '../operation/operation';

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

/** Something that somebody said, or that happened. */
export interface Utterance {
	at: string | null;
	from: string;
	text: string;
}

/** Who said what, in the order of the messages; a message may hold a question and its answer. */
export function utterancesOf(messages: readonly Json[]): Utterance[] {
	return messages.flatMap((message) => {
		const { messageType, systemMessageType, question, answer, createdAt } = message;
		const said: Utterance[] = [];
		const add = (from: string, part: unknown) => {
			const text = textIn(part) ?? '';
			const at = (part as Json | null)?.timestamp ?? createdAt;
			if (text.trim() !== '') said.push({ at: typeof at === 'string' ? at : null, from, text });
		};
		add('Visitor', question);
		add(answererOf(message), answer);
		if (messageType !== 'SYSTEM_MESSAGE') return said;
		// A system message comes from SiteGPT, not from the visitor or the chatbot.
		const text = [toPlainWords(systemMessageType), ...said.map((one) => one.text)].join(': ');
		const at = said[0]?.at ?? (typeof createdAt === 'string' ? createdAt : null);
		return [{ at, from: 'System', text }];
	});
}

/** Everything that a reader may take for a line break. */
const LINE_BREAK = /\r\n|[\n\v\f\r\x85\u2028\u2029]/;

/** The conversation as a person reads it, for example `[2026-11-25 10:00 UTC] Visitor: Hello`. */
export function transcriptOf(utterances: readonly Utterance[]): string {
	return utterances
		.map(({ at, from, text }) => {
			const time = at === null ? '' : `[${timeOf(at)}] `;
			// Only the first line starts at the margin, so nobody can write text that looks like another person's line.
			return `${time}${from}: ${text.trim()}`.split(LINE_BREAK).join('\n    ');
		})
		.join('\n');
}

function answererOf({ messageType, agentName }: Json): string {
	if (typeof agentName === 'string' && agentName.trim() !== '') return agentName.trim();
	return messageType === 'AGENT_MESSAGE' ? 'Agent' : 'Chatbot';
}

/** CONVERSATION_ESCALATED becomes "conversation escalated". */
function toPlainWords(type: unknown): string {
	const words = typeof type === 'string' ? type.toLowerCase().replaceAll('_', ' ').trim() : '';
	return words || 'system message';
}

function timeOf(at: string): string {
	const time = Date.parse(at);
	if (Number.isNaN(time)) return at.trim();
	return `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
