import { idempotencyKey } from '../../events/idempotencyKey';
import type { Finding, PollRun } from '../core/source';

/**
 * What identifies a finding of a source. It includes the chatbot, because SiteGPT doesn't say that two chatbots never
 * have an ID in common.
 */
export function findingId(
	source: string,
	id: string,
	{ chatbotId }: Pick<PollRun, 'chatbotId'>,
): Pick<Finding, 'key' | 'chatbotId'> {
	return { key: idempotencyKey({ source, chatbotId, id }), chatbotId };
}
