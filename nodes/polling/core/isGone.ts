import { ApiError } from '../../api/apiError';

/** Whether an error says that the object was deleted, for example between the list and this request. */
export function isGone(error: unknown): boolean {
	if (!(error instanceof ApiError)) return false;
	return error.problem.status === 404 && error.problem.code !== 'CHATBOT_NOT_FOUND';
}

/** What a request returns; undefined if the object was deleted. */
export async function unlessGone<Result>(request: Promise<Result>): Promise<Result | undefined> {
	return await request.catch((error: unknown) => {
		if (isGone(error)) return undefined;
		throw error;
	});
}
