import { type PostResult, readStatus } from './endpoint';
import { isProxyPage } from './proxyPage';

/** What the result of any request means, and what to do about it. */
export function getGeneralAdvice(result: PostResult): string {
	if ('error' in result) {
		return result.timedOut
			? "The endpoint didn't answer in time, so SiteGPT would retry the event. Respond before doing the work: set the trigger's Acknowledge to Immediately."
			: 'Nothing answered, so no event can arrive. Check that the URL is correct and that the endpoint is running and reachable.';
	}
	const { statusCode: status } = result;
	if (isProxyPage(result)) {
		return `Something in front of the endpoint, such as a proxy or a login page, answered with ${status}. SiteGPT can't log in there. Allow POST requests to this URL without a login.`;
	}
	if (status === 404) {
		return "No workflow listens at this URL. In n8n, publish the workflow and use the trigger's Production URL. The Test URL works only once after you click Execute step, and never while the trigger has pinned data: unpin it first.";
	}
	if (status === 405) {
		return "The endpoint doesn't accept POST requests, which SiteGPT sends. Check that the URL is the endpoint's own, and allow POST.";
	}
	if (status === 429) {
		return 'The endpoint or a proxy in front of it limits how many requests it accepts. Wait a minute and run the check again. Raise the limit if real events reach it too.';
	}
	if (readStatus(result) === 'pending') {
		return "The trigger is still processing this event, so it answered 503 to make SiteGPT retry. If the workflow takes longer than 5 seconds, set the trigger's Acknowledge to Immediately.";
	}
	if ([502, 504].includes(status)) {
		return `A proxy in front of the endpoint got no response from it and answered ${status}. Check that the endpoint is running and that the proxy forwards to it.`;
	}
	if (status >= 500) {
		return "The endpoint failed, so SiteGPT would retry the event. Look for the reason in the endpoint's log or in the workflow's executions.";
	}
	if (status >= 300 && status < 400) {
		return 'The endpoint redirects, which SiteGPT treats as a failed attempt. Enter the URL that it redirects to.';
	}
	if (status >= 200 && status < 300) {
		return `The endpoint answered ${status}. SiteGPT treats any status except 200 as a failed attempt and retries. Answer with status 200.`;
	}
	return 'The endpoint rejected the request. Look at its response for the reason.';
}
