import { type IDataObject, type INode, NodeApiError, NodeOperationError } from 'n8n-workflow';
import { ApiError } from './apiError';

/** An error as n8n shows it: SiteGPT's, or a message for the user. */
export function toNodeError(
	node: INode,
	error: unknown,
	itemIndex?: number,
): NodeApiError | NodeOperationError {
	const message = getMessage(error);
	const nodeError =
		error instanceof ApiError
			? new NodeApiError(node, {}, { ...describe(error), message, itemIndex })
			: new NodeOperationError(node, error as Error, { itemIndex });
	// If it has a network's code, such as ENOTFOUND, n8n has replaced all of it with its own sentence.
	return Object.assign(nodeError, { message });
}

/** An error as the JSON of an item. */
export function toErrorItem(error: unknown): IDataObject {
	return error instanceof ApiError ? (error.toJson() as IDataObject) : { error: getMessage(error) };
}

function describe({ description, problem: { status } }: ApiError) {
	return { description, httpCode: status === undefined ? undefined : String(status) };
}

function getMessage(error: unknown): string {
	if (error instanceof ApiError) return error.title;
	// What n8n has replaced is the last of `messages`.
	const replaced = error instanceof NodeOperationError ? error.messages.at(-1) : undefined;
	return replaced ?? (error as Error).message;
}
