import { createHash } from 'node:crypto';
import { ApiError } from '../api/apiError';
import type { Settings } from './settings';

/** The longest wait that is respected, in milliseconds. */
const MAX_WAIT_MS = 60 * 60 * 1000;

/** When a token may be used again, in milliseconds since 1970. */
const notBefore = new Map<string, number>();

/** Notes how long SiteGPT asks to wait, if the error says so. It concerns all triggers with this token. */
export function noteRetryAfter(error: unknown, settings: Settings): void {
	const { status, retryAfter } = error instanceof ApiError ? error.problem : {};
	if (status !== 429 || retryAfter === undefined) return;
	notBefore.set(tokenKey(settings), Date.now() + Math.min(retryAfter, MAX_WAIT_MS));
}

/** How long no request may be sent, in milliseconds; 0 if one may. */
export function waitFor(settings: Settings): number {
	const key = tokenKey(settings);
	const left = (notBefore.get(key) ?? 0) - Date.now();
	if (left <= 0) notBefore.delete(key);
	return Math.max(0, left);
}

function tokenKey({ baseUrl, credential }: Settings): string {
	return createHash('sha256')
		.update(`${baseUrl} ${String(credential.accessToken)}`)
		.digest('hex');
}
