import type {
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	INodeCredentialTestResult,
} from 'n8n-workflow';
import { tokenProblem } from './token';

/**
 * Checks what can be checked without SiteGPT, which documents no call that would verify a token.
 * An empty previous token is right: there only is one while a token is being changed.
 */
export async function siteGptWebhookApiTest(
	this: ICredentialTestFunctions,
	{ data }: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	const problem = tokenProblem(data?.token);
	if (problem) return { status: 'Error', message: problem };
	const previous = data?.previousToken ? tokenProblem(data.previousToken) : undefined;
	if (previous) {
		return { status: 'Error', message: previous.replace('The token', 'The previous token') };
	}
	return {
		status: 'OK',
		message:
			'The token is well-formed. Whether it is the one that stands in SiteGPT shows with the first event.',
	};
}
