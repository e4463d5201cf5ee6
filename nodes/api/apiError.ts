import type { Scope } from './request';

/** What is known about a call that failed. */
export interface ApiProblem {
	/** What happened, in SiteGPT's words if it gave a message. */
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
	/** Whether SiteGPT may have carried out the request although no answer confirms it. */
	mayBeDone?: boolean;
	/** The number of attempts. */
	attempts?: number;
}

/** A failed call to SiteGPT's API. */
export class ApiError extends Error {
	override readonly name = 'ApiError';

	constructor(readonly problem: ApiProblem) {
		super(problem.message);
	}

	/** SiteGPT's message and code. Not the network's code: n8n would replace a message that has one with its own. */
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
	'Create an access token in SiteGPT under Agents > Create token, and enter it in the credential. A token created through the API expires after 90 days unless it was created with a longer lifetime.';

function adviceFor({ code, status, scope, mayBeDone }: ApiProblem): string | undefined {
	switch (code) {
		case 'TOKEN_NOT_VALID':
		case 'AUTHORIZATION_HEADER_REQUIRED':
			return NEW_TOKEN;
		case 'TOKEN_SCOPE_NOT_ALLOWED':
			return scope === undefined
				? "The token doesn't have the scope that this operation needs. Create one that has it."
				: `The token needs the scope ${scope}. In SiteGPT, create a token with this scope under Agents > Create token.`;
		case 'API_KEY_NOT_VALID':
			return "Enter the account API key in the credential. In SiteGPT, it's under Billing or Profile > API Access.";
		case 'CHATBOT_NOT_FOUND':
			return "Check the chatbot's ID, and make sure that the token isn't limited to other chatbots.";
	}
	if (mayBeDone) {
		return 'SiteGPT may have done it anyway. Check in SiteGPT before you run this again.';
	}
	if (status === undefined) return undefined;
	if (status === 401) return NEW_TOKEN;
	if (status === 404) return 'Check the IDs. It may have been deleted.';
	if (status === 429)
		return 'SiteGPT received too many requests. Run this again later, or less often.';
	if (status >= 500) return 'SiteGPT is having trouble. Run this again later.';
	return undefined;
}

/** Without its final period, so that the sentence can go on. */
export function withoutStop(text: string): string {
	return text.replace(/\.$/, '');
}
