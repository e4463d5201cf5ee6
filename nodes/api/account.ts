import type { ApiRequest } from './request';

/** `{user: {id, email, name}, auth: {type, scopes[]}}`. Which scope it needs, if any, isn't clear. */
export function getMe(): ApiRequest {
	return { method: 'GET', path: '/me' };
}

/** The plan's limits, whose fields aren't documented. */
export function getLimits(): ApiRequest {
	return { method: 'GET', path: '/limits', scope: 'account:read' };
}
