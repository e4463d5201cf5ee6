import { createHash } from 'node:crypto';
import { canonicalJson } from '../json/canonicalJson';

/**
 * The SHA-256 (64 hex digits) of the canonical JSON that SiteGPT sent: equal for every retry in any
 * order of the keys, and different as soon as any value differs. It distinguishes a retry from another
 * event within minutes. It isn't a permanent key for messages and escalations, whose payload has no id
 * and no time: the same words said twice in one conversation have the same key.
 * @param payload as {@link parseExactJson} gives it
 */
export function idempotencyKey(payload: unknown): string {
	return createHash('sha256').update(canonicalJson(payload)).digest('hex');
}
