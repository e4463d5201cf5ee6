import * as z from 'zod/v4';
import { textIn } from '../../api/messages';
import type { Json } from '../operation/operation';

/** A conversation as one item. */
export const transcriptSchema = z.object({
	chatbotId: z.string(),
	threadId: z.string(),
	transcript: z.string().describe('The conversation as text, a line for each thing that was said'),
	messages: z.array(
		z.object({
			at: z.string().nullable().describe('ISO 8601'),
			from: z.string().describe('Visitor, Chatbot, the name of the person, or System'),
			text: z.string(),
		}),
	),
	messageCount: z.number().describe('The number of things that were said'),
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
			const text = textIn(part);
			const at = (part as Json | null)?.timestamp ?? createdAt;
			if (text !== null) said.push({ at: typeof at === 'string' ? at : null, from, text });
		};
		add('Visitor', question);
		add(answererOf(message), answer);
		if (said.length === 0 && messageType === 'SYSTEM_MESSAGE') {
			add('System', { text: wordsOf(systemMessageType), timestamp: createdAt });
		}
		return said;
	});
}

/** The conversation as a person reads it, for example `[2026-11-25 10:00 UTC] Visitor: Hello`. */
export function transcriptOf(utterances: readonly Utterance[]): string {
	return utterances
		.map(({ at, from, text }) => {
			const time = at === null ? '' : `[${timeOf(at)}] `;
			// So that a line that begins with a name is somebody who speaks.
			return `${time}${from}: ${text.trim().replace(/\r?\n/g, '\n    ')}`;
		})
		.join('\n');
}

function answererOf({ messageType, agentName }: Json): string {
	if (typeof agentName === 'string' && agentName !== '') return agentName;
	return messageType === 'AGENT_MESSAGE' ? 'Agent' : 'Chatbot';
}

/** CONVERSATION_ESCALATED becomes "conversation escalated". */
function wordsOf(type: unknown): string {
	return typeof type === 'string' ? type.toLowerCase().replaceAll('_', ' ') : 'system message';
}

function timeOf(at: string): string {
	const time = Date.parse(at);
	if (Number.isNaN(time)) return at;
	return `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
