import * as z from 'zod/v4';
import { getMe } from '../../api/account';
import { ApiError } from '../../api/apiError';
import { isObject, objectIn } from '../../api/envelope';
import type { Access, Call, Json } from '../operation/operation';

/** What checking the access emits. */
export const accessSchema = z.object({
	user: z.object({
		id: z.string().nullable(),
		name: z.string().nullable(),
		email: z.string().nullable(),
	}),
	tokenType: z.string().nullable(),
	scopes: z.array(z.string()).describe('What the token may do; empty if SiteGPT does not say'),
	operations: z.array(
		z.object({
			resource: z.string(),
			operation: z.string(),
			needs: z.string().describe('The scope, undocumented, accountApiKey, or none'),
			allowed: z.string().describe('yes, no, or unknown'),
		}),
	),
});

/** `{user, auth}`; both empty if this call needs a scope that the token lacks. */
async function readMe({ client }: Call): Promise<{ user: Json; auth: Json }> {
	const me = await client.call(getMe()).catch((error: unknown) => {
		if (error instanceof ApiError && error.problem.code === 'TOKEN_SCOPE_NOT_ALLOWED') return {};
		return Promise.reject(error as Error);
	});
	const { user, auth } = objectIn(me, 'me');
	return { user: isObject(user) ? user : {}, auth: isObject(auth) ? auth : {} };
}

/** Compares the scopes of the token with what each operation needs. */
export async function checkAccess(call: Call): Promise<Json[]> {
	const { user, auth } = await readMe(call);
	const { accountApiKey } = call.credential;
	const scopes = Array.isArray(auth.scopes) ? auth.scopes : [];
	const isAllowed = (access: Access) => {
		if (access === 'none') return 'yes';
		if (access === 'undocumented') return 'unknown';
		// Only sending a message would show whether the key is valid.
		if (access === 'accountApiKey') return String(accountApiKey ?? '').trim() ? 'unknown' : 'no';
		return scopes.length === 0 ? 'unknown' : scopes.includes(access) ? 'yes' : 'no';
	};
	const operations = call.resources.flatMap(({ name: resource, operations: all }) =>
		all
			// This credential doesn't matter to the others.
			.filter(({ access }) => access !== 'webhookToken')
			.map(({ name: operation, access: needs }) => ({
				resource,
				operation,
				needs,
				allowed: isAllowed(needs),
			})),
	);
	const { id = null, name = null, email = null } = user;
	return [{ user: { id, name, email }, tokenType: auth.type ?? null, scopes, operations }];
}
