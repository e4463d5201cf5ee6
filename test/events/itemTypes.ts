/** Compiles only if items have these types. `tsc` checks it; nothing runs it. */
import type { EscalationItem } from '../../nodes/events/escalation';
import type { LeadItem } from '../../nodes/events/lead';
import type { MessageItem, MessagePayload } from '../../nodes/events/message';
import type { ParsedEvent } from '../../nodes/events/parseEvent';

type Same<A, B> =
	(<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

type Expect<Checks extends true[]> = Checks;

type User = NonNullable<EscalationItem['user']>;

export type OfItems = Expect<
	[
		Same<MessageItem['event'], 'ADD_MESSAGE'>,
		Same<MessageItem['chatbotId'], string | null>,
		Same<MessageItem['question'], string | null>,
		Same<MessageItem['sources'], string[]>,
		Same<MessageItem['receivedAt'], string>,
		Same<MessageItem['issues'], Array<{ path: string; message: string }> | undefined>,
		Same<MessageItem['somethingNew'], unknown>,
		Same<EscalationItem['user'], User | null>,
		Same<User['verified'], boolean | null>,
		Same<User['somethingNew'], unknown>,
		Same<LeadItem['lead']['id'], string | null>,
		Same<keyof LeadItem['lead'], 'id' | 'name' | 'email' | 'phone' | 'capturedAt'>,
		Same<LeadItem['customFields']['company'], unknown>,
		Same<(ParsedEvent<MessagePayload> & { type: 'expected' })['payload'], MessagePayload>,
	]
>;
