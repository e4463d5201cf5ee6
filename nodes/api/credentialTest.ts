import type {
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	IN8nHttpFullResponse,
	INodeCredentialTestResult,
} from 'n8n-workflow';
import { getMe } from './account';
import { ApiError, withoutStop } from './apiError';
import { isObject } from './envelope';
import { authorizationFor, secretProblem } from './secret';
import { clientWith } from './siteGptClient';

/**
 * Asks SiteGPT whose token it is. Goes by SiteGPT's error code, because its HTTP statuses aren't documented.
 * A token that only lacks the scope for this call is valid.
 */
export async function siteGptApiTest(
	this: ICredentialTestFunctions,
	{ data = {} }: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	const { helpers } = this;
	try {
		const keyProblem = data.accountApiKey ? secretProblem(data, 'accountApiKey') : undefined;
		if (keyProblem !== undefined) return { status: 'Error', message: keyProblem };
		// The only helper that n8n gives a credential test, with its older options.
		const client = clientWith(data, async ({ url: uri, method, headers, timeout }) => {
			const signed = { ...headers, ...authorizationFor(data, uri) };
			const options = { uri, method, headers: signed, timeout, useStream: true };
			const anyAnswer = { simple: false, resolveWithFullResponse: true, followRedirect: false };
			return (await helpers.request({ ...options, ...anyAnswer })) as IN8nHttpFullResponse;
		});
		const me = await client.call({ ...getMe(), isRetried: false });
		const user = isObject(me) && isObject(me.user) ? me.user : {};
		return {
			status: 'OK',
			message: `Connected as ${String(user.name ?? user.email ?? 'this account')}.`,
		};
	} catch (error) {
		if (!(error instanceof ApiError)) return { status: 'Error', message: (error as Error).message };
		if (error.problem.code === 'TOKEN_SCOPE_NOT_ALLOWED') {
			return {
				status: 'OK',
				message: "The token is valid. It can't read account details, which only this test needs.",
			};
		}
		return { status: 'Error', message: `${withoutStop(error.title)}. ${error.description}`.trim() };
	}
}
