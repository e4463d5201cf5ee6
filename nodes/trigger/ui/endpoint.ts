import type { INodeParameters, IWebhookDescription } from 'n8n-workflow';
import * as n8n from 'n8n-workflow';

/**
 * The endpoint of a trigger: n8n puts the node's webhook id before `path`. Built afresh for each node,
 * because n8n changes the objects of a description in place.
 *
 * The answer to an accepted event goes out after n8n has stored its execution (`onReceived`) or after
 * the workflow has succeeded (`lastNode`). With responseData `''`, n8n sends the node's answer.
 * With `lastNode`, it would send the last node's items, which SiteGPT doesn't need, hence `noData`.
 */
export function endpoint(path: string): IWebhookDescription {
	return {
		name: 'default',
		httpMethod: 'POST',
		path,
		...computed({
			responseMode: ({ options }) =>
				(options as Options).acknowledge === 'lastNode' ? 'lastNode' : 'onReceived',
			responseData: ({ options }) =>
				(options as Options).acknowledge === 'lastNode' ? 'noData' : '',
		}),
	};
}

type Options = { acknowledge?: string };

/**
 * Fields of an endpoint that depend on the node's parameters. n8n's expression engine is the most
 * expensive thing in a request, so an n8n that can work a field out without it gets the function itself.
 * An older one gets an expression that holds the function's text.
 */
function computed<Name extends string>(
	fields: Record<Name, (parameters: INodeParameters) => string>,
): Record<Name, string> {
	const entries = Object.entries(fields) as Array<[Name, (typeof fields)[Name]]>;
	const mapped = <Value>(valueOf: (resolve: (typeof fields)[Name]) => Value) =>
		Object.fromEntries(entries.map(([name, resolve]) => [name, valueOf(resolve)])) as Record<
			Name,
			Value
		>;
	// Missing before n8n 2.4x.
	return 'fromFunction' in n8n
		? n8n.webhookDescriptionFields(mapped(n8n.fromFunction))
		: mapped((resolve) => `={{(${String(resolve)})($parameter)}}`);
}
