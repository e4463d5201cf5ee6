import { escalation, type EscalationItem } from '../../nodes/events/escalation';
import type { EventItem, Receipt } from '../../nodes/events/event';
import { lead, type LeadItem, type LeadPayload } from '../../nodes/events/lead';
import { message, type MessageItem, type MessagePayload } from '../../nodes/events/message';
import type { ParsedEvent } from '../../nodes/events/parseEvent';

/** True where two types are the very same. */
type Same<A, B> =
	(<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Compiles only where it is given what Same says: `npm run types` is what runs these tests. */
function same<A, B>(is: Same<A, B>): void {
	expect(typeof is).toBe('boolean');
}

type User = NonNullable<EscalationItem['user']>;

it('tells types apart', () => {
	same<string | null, null | string>(true);
	same<string | null, string>(false);
	// @ts-expect-error: they are not the same
	same<string | null, string>(true);
	// @ts-expect-error: any is not the same as everything
	same<string, unknown>(true);
});

it('are those of a message', () => {
	same<MessageItem['event'], 'ADD_MESSAGE'>(true);
	same<MessageItem['chatbotId'], string | null>(true);
	same<MessageItem['threadId'], string | null>(true);
	same<MessageItem['messageType'], string | null>(true);
	same<MessageItem['question'], string | null>(true);
	same<MessageItem['answer'], string | null>(true);
	same<MessageItem['sources'], string[]>(true);
	same<MessageItem['gptModel'], string | null>(true);
	same<MessageItem['agentId'], string | null>(true);
	same<MessageItem['agentName'], string | null>(true);
	same<MessageItem['iconUrl'], string | null>(true);
	same<MessageItem['systemMessageType'], string | null>(true);
	same<MessageItem['idempotencyKey'], string>(true);
	same<MessageItem['receivedAt'], string>(true);
	same<MessageItem['issues'], Array<{ path: string; message: string }> | undefined>(true);
	same<MessageItem['somethingNew'], unknown>(true);
});

it('are those of an escalation', () => {
	same<EscalationItem['event'], 'CONVERSATION_ESCALATED'>(true);
	same<EscalationItem['dashboardUrl'], string | null>(true);
	same<EscalationItem['user'], User | null>(true);
	same<User['id'], string | null>(true);
	same<User['email'], string | null>(true);
	same<User['name'], string | null>(true);
	same<User['phone'], string | null>(true);
	same<User['verified'], boolean | null>(true);
	same<User['createdAt'], string | null>(true);
	same<User['somethingNew'], unknown>(true);
	same<EscalationItem['question'], unknown>(true);
});

it('are those of a lead', () => {
	same<LeadItem['event'], 'NEW_LEAD_CAPTURE'>(true);
	same<LeadItem['chatbotName'], string | null>(true);
	same<LeadItem['dashboardUrl'], string | null>(true);
	same<
		LeadItem['lead'],
		{
			id: string | null;
			name: string | null;
			email: string | null;
			phone: string | null;
			capturedAt: string | null;
		}
	>(true);
	same<LeadItem['customFields']['company'], unknown>(true);
	// @ts-expect-error: a custom field stands in customFields, not in lead
	same<LeadItem['lead']['company'], unknown>(true);
	same<LeadPayload['data']['leadDetails']['company'], unknown>(true);
});

it('make a workflow look before it uses a field', () => {
	const words = (item: MessageItem): string => {
		// @ts-expect-error: a question may be null
		const question: string = item.question;
		// @ts-expect-error: what SiteGPT does not document is not known to be a text
		const mood: string = item.mood;
		return `${question}${mood}`;
	};
	const address = (item: EscalationItem): string | null => {
		// @ts-expect-error: there may be no user
		const email: string | null = item.user.email;
		return item.user?.email ?? email;
	};
	expect([words, address]).toHaveLength(2);
});

it('are those of a parsed body, which has a payload only if it is the event', () => {
	const question = (parsed: ParsedEvent<MessagePayload>): string | null => {
		// @ts-expect-error: it may be anything yet
		const early: MessagePayload = parsed.payload;
		return parsed.is === 'expected' ? parsed.payload.data.question : early?.data.question;
	};
	expect(question).toBeInstanceOf(Function);
});

it('are those of the events, each of which makes its own item', () => {
	same<ReturnType<(typeof message)['toItem']>, MessageItem>(true);
	same<ReturnType<(typeof escalation)['toItem']>, EscalationItem>(true);
	same<ReturnType<(typeof lead)['toItem']>, LeadItem>(true);
	const take = (item: EventItem): Receipt => item;
	expect((item: MessageItem | EscalationItem | LeadItem) => take(item)).toBeInstanceOf(Function);
});
