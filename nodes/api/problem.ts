import type { Scope } from './request';

/** What is known about a call that failed. */
export interface ApiProblem {
	/** What happened, in SiteGPT's words if it gave a message. */
	message: string;
	/** SiteGPT's code, such as TOKEN_NOT_VALID; or the network's, such as ECONNREFUSED; or TIMEOUT. */
	code?: string;
	/** The HTTP status, if there was an answer. */
	status?: number;
	/** Who answered: SiteGPT (by its envelope), a proxy, a page or a login in front of SiteGPT, or unknown. */
	from?: 'siteGpt' | 'proxy' | 'front' | 'unknown';
	/** Whether SiteGPT says that it refuses or failed, not only something unexpected. */
	isRefusal?: boolean;
	/** SiteGPT's advice. */
	hint?: string;
	/** What may help, if nothing answered. */
	remedy?: string;
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
