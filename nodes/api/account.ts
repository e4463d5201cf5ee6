import type { ApiRequest } from './request';

/** `{user: {id, email, name}, auth: {type, scopes[]}}`. Which scope it needs, if any, isn't clear. */
export function getMe(): ApiRequest {
	return { method: 'GET', path: '/me' };
}
