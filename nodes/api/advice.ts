import { reasonFor } from '../http/networkReasons';
import { TOO_LARGE } from './body';
import type { ApiProblem } from './problem';

const NEW_TOKEN =
	'Create an access token in SiteGPT under Agents > Create token, and enter it in the credential. Tokens can expire.';

const IN_FRONT =
	'Check the Base URL in the credential. A proxy, a firewall, or a login page between n8n and SiteGPT may have answered.';

const MAY_BE_DONE = 'SiteGPT may have done it anyway. Check in SiteGPT before you run this again.';

const PROXY_LOGIN =
	"SiteGPT didn't receive the request. Ask the administrator of n8n to check the proxy and its login in n8n's settings (HTTP_PROXY and HTTPS_PROXY).";

/** What to do about a problem; undefined if nothing is known. */
export function adviceFor(problem: ApiProblem): string | undefined {
	if (problem.from === 'siteGpt') {
		const advice = adviceForCode(problem);
		if (advice !== undefined) return advice;
	}
	if (problem.mayBeDone) return joined(MAY_BE_DONE, adviceForNoAnswer(problem));
	return problem.status === undefined || problem.code === TOO_LARGE
		? adviceForNoAnswer(problem)
		: adviceForStatus(problem, problem.status);
}

function adviceForCode({ code, scope }: ApiProblem): string | undefined {
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
		case 'ANALYTICS_LOCKED':
			return "Your SiteGPT plan doesn't include analytics. Change the plan in SiteGPT to use this operation.";
	}
	return undefined;
}

function adviceForNoAnswer({ code = '', remedy }: ApiProblem): string | undefined {
	if (code === TOO_LARGE) return 'Ask for less: set a smaller Limit, or use filters.';
	const reason = reasonFor(code);
	const nothingSent = reason?.wasSent === 'no' ? 'Nothing was sent to SiteGPT.' : undefined;
	return joined(nothingSent, remedy ?? reason?.remedy);
}

function joined(...texts: Array<string | undefined>): string | undefined {
	return texts.filter((text) => text !== undefined).join(' ') || undefined;
}

function adviceForStatus({ from, retryAfter }: ApiProblem, status: number): string | undefined {
	const isInFront = from === 'front';
	const later = `Run this again ${waitFor(retryAfter)}`;
	if (from === 'proxy') return PROXY_LOGIN;
	if (status < 400) return from === 'siteGpt' ? undefined : IN_FRONT;
	if (status === 401) return isInFront ? IN_FRONT : NEW_TOKEN;
	if (status === 403 && isInFront) return IN_FRONT;
	if (status === 404) {
		return isInFront ? IN_FRONT : 'Check the IDs. It may have been deleted.';
	}
	if (status === 429) return `SiteGPT received too many requests. ${later}, or less often.`;
	if (status < 500) return undefined;
	const who = from === 'siteGpt' ? 'SiteGPT is' : 'SiteGPT, or a server in front of it, is';
	return `${who} having trouble. ${later}.`;
}

function waitFor(retryAfter = 0): string {
	if (!(retryAfter >= 1000)) return 'later';
	const seconds = Math.ceil(retryAfter / 1000);
	return seconds < 120 ? `in ${seconds} seconds` : `in ${Math.ceil(seconds / 60)} minutes`;
}
