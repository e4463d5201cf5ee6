import type { Scope } from './request';

/** What is known of a call that failed. */
export interface ApiProblem {
	/** What happened, in SiteGPT's words if it said so. */
	message: string;
	/** SiteGPT's code, such as TOKEN_NOT_VALID; or the network's, such as ECONNREFUSED; or TIMEOUT. */
	code?: string;
	/** The HTTP status, if there was an answer. */
	status?: number;
	/** SiteGPT's advice. */
	hint?: string;
	/** Of any JSON type: SiteGPT's schema doesn't say which. */
	details?: unknown;
	/** For SiteGPT's support. */
	requestId?: string;
	/** The scope that the call needs. */
	scope?: Scope;
	/** How long SiteGPT asks to wait, in milliseconds. */
	retryAfter?: number;
	/** Whether SiteGPT may have done what was asked although there is no answer that says so. */
	mayBeDone?: boolean;
	/** How often it was tried. */
	attempts?: number;
}

/** A call of SiteGPT's API that failed. */
export class ApiError extends Error {
	override readonly name = 'ApiError';

	constructor(readonly problem: ApiProblem) {
		super(problem.message);
	}

	/** SiteGPT's words and code. Not the network's code: n8n would replace a message that has one by its own. */
	get title(): string {
		const { message, code, status } = this.problem;
		const isSiteGpts = code !== undefined && status !== undefined;
		return isSiteGpts ? `${withoutStop(message)} (${code})` : message;
	}

	/** The hint, the scope needed, what to do, and the request ID, as far as they are known. */
	get description(): string {
		const { hint, details, requestId, attempts = 1 } = this.problem;
		return [
			hint,
			adviceFor(this.problem),
			details === undefined ? undefined : `Details: ${JSON.stringify(details).slice(0, 1000)}`,
			attempts > 1 ? `Tried ${attempts} times.` : undefined,
			requestId === undefined ? undefined : `Request ID: ${requestId}`,
		]
			.filter((line) => line !== undefined && line !== '')
			.join('\n');
	}

	/** The same as fields, for an item. */
	toJson(): Record<string, unknown> {
		const { code, status, hint, details, requestId, scope } = this.problem;
		const fields = { code, status, hint, details, requestId, scope };
		const known = Object.entries(fields).filter(([, value]) => value !== undefined);
		return { error: this.title, description: this.description, ...Object.fromEntries(known) };
	}
}

const NEW_TOKEN =
	'Create an access token in SiteGPT under Agents > Create token, and enter it in the credential. A token made by the API expires after 90 days unless it was made to last longer.';

function adviceFor({ code, status, scope, mayBeDone }: ApiProblem): string | undefined {
	switch (code) {
		case 'TOKEN_NOT_VALID':
		case 'AUTHORIZATION_HEADER_REQUIRED':
			return NEW_TOKEN;
		case 'TOKEN_SCOPE_NOT_ALLOWED':
			return scope === undefined
				? "The token doesn't have the scope that this needs. Create one that has it."
				: `The token needs the scope ${scope}. Create one that has it in SiteGPT under Agents > Create token.`;
		case 'API_KEY_NOT_VALID':
			return "Enter the account API key in the credential. In SiteGPT, it's under Billing or Profile > API Access.";
		case 'CHATBOT_NOT_FOUND':
			return "Check the chatbot, and that the token isn't limited to other chatbots.";
	}
	if (mayBeDone) {
		return 'SiteGPT may have done it all the same. Look there before you run this again.';
	}
	if (status === undefined) return undefined;
	if (status === 401) return NEW_TOKEN;
	if (status === 404) return 'Check the IDs. It may have been deleted.';
	if (status === 429) return 'SiteGPT gets too many requests. Run this later, or less often.';
	if (status >= 500) return 'SiteGPT has trouble. Run this again later.';
	return undefined;
}

/** So that more can be said in the same sentence. */
export function withoutStop(text: string): string {
	return text.replace(/\.$/, '');
}
