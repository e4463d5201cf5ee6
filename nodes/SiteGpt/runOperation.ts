import type { IExecuteFunctions } from 'n8n-workflow';
import { CREDENTIAL, siteGptClient } from '../api/siteGptClient';
import { asText } from './asText';
import type { Json } from './operation/operation';
import { resources } from './resources';

const LOCATORS = new Set(['chatbotId', 'threadId', 'leadId', 'documentId']);

/**
 * Runs the operation for one input item and returns the JSON of the items to emit.
 * @throws ApiError, or a message for the user
 */
export async function runOperation(context: IExecuteFunctions, itemIndex: number): Promise<Json[]> {
	// Only for locators: n8n throws if it has to extract a value from a parameter that isn't shown.
	const parameter = (name: string): unknown =>
		context.getNodeParameter(name, itemIndex, null, { extractValue: LOCATORS.has(name) });
	const resource = resources.find(({ value }) => value === parameter('resource'));
	const operation = resource?.operations.find(({ value }) => value === parameter('operation'));
	if (!operation) {
		throw new Error(
			`This version of the node has no operation "${String(parameter('operation'))}" for the resource "${String(parameter('resource'))}".`,
		);
	}
	const credential = await context.getCredentials(CREDENTIAL, itemIndex);
	const client = siteGptClient(context, credential);
	const items = await operation.run({ client, context, itemIndex, parameter, resources });
	// Each page of a list and each status check of a document has the same warnings.
	const warnings = [...new Set(client.warnings)];
	const hints = warnings.map((message) => ({ message, location: 'outputPane' as const }));
	if (hints.length > 0) context.addExecutionHints(...hints);
	if (parameter('simple') === false) return items;
	return items.map((item) => asText(operation.output, item));
}
