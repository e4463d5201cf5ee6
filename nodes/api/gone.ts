import { ApiError } from './apiError';
import type { ApiProblem } from './problem';

/** Whether an error says that there is no such object, for example because it was deleted since it was listed. */
export function isGone(error: unknown): boolean {
	return error instanceof ApiError && saysGone(error.problem);
}

/**
 * Whether SiteGPT says that there is no such object. A 404 of a server in front of SiteGPT says nothing about the
 * object, and one about the chatbot concerns more than the object.
 */
export function saysGone({ status, from, code }: ApiProblem): boolean {
	return status === 404 && from === 'siteGpt' && code !== 'CHATBOT_NOT_FOUND';
}

/** What a request returns; undefined if the object is gone. */
export async function unlessGone<Result>(request: Promise<Result>): Promise<Result | undefined> {
	return await request.catch((error: unknown) => {
		if (isGone(error)) return undefined;
		throw error;
	});
}
