import type {
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	INodeCredentialTestResult,
} from 'n8n-workflow';
import { tokenProblem } from './token';

/**
 * Checks what can be checked without SiteGPT, which has no way to verify a webhook token. An empty
 * previous token is fine: there is one only while the token is being rotated.
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
			"The token is well-formed. n8n can't compare it with SiteGPT's until the first event arrives.",
	};
}
