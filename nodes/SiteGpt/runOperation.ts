import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { ApiClient, ClientOptions } from '../api/client';
import type { Order } from '../api/concurrently';
import { MAX_CONCURRENT } from '../api/limiter';
import { toSchemaText } from '../api/schemaFields';
import { siteGptClient } from '../api/siteGptClient';
import { getCredentialName } from './operation/credential';
import { readFlag } from './operation/input';
import type { Json, Operation } from './operation/operation';
import { showHints } from './operation/output';
import { simple } from './operation/parameters';
import { resources } from './resources';

/**
 * Runs the operation for one input item and returns the JSON of the items to emit.
 * @throws ApiError, or a message for the user
 */
export async function runOperation(context: IExecuteFunctions, itemIndex: number): Promise<Json[]> {
	const [resource, operation] = getNames(context, itemIndex);
	const found = findOperation(context, itemIndex);
	if (!found) {
		throw new Error(
			`This version of the node has no operation "${operation}" for the resource "${resource}".`,
		);
	}
	const { access, output, parameters, run } = found;
	const credential = await context.getCredentials(getCredentialName(access), itemIndex);
	const clients: ApiClient[] = [];
	const createClient = (options?: ClientOptions) => {
		const created = siteGptClient(context, credential, options);
		clients.push(created);
		return created;
	};
	let client: ApiClient | undefined;
	const items = await run({
		credential,
		get client() {
			return (client ??= createClient());
		},
		createClient,
		context,
		itemIndex,
		resources,
	});
	// Each page of a list and each status check of a document has the same warnings.
	showHints(context, [...new Set(clients.flatMap(({ warnings }) => warnings))]);
	const switched = parameters.find(({ name }) => name === simple.name);
	const isRaw = switched && !readFlag({ context, itemIndex }, switched);
	if (isRaw) return items;
	return items.map((item) => toSchemaText(output, item));
}

/** Reads run side by side. What changes something is done item by item, unless the operation says otherwise. */
export function getOrder(context: IExecuteFunctions): Order<INodeExecutionData> {
	const operation = context.getInputData().length > 0 ? findOperation(context, 0) : undefined;
	const { access = 'none', getMaxConcurrent, getSequence } = operation ?? {};
	const usual = access.endsWith(':read') ? MAX_CONCURRENT : 1;
	return {
		maxConcurrent: tryToRead(() => getMaxConcurrent?.({ context, itemIndex: 0 })) ?? usual,
		getSequence: (_, itemIndex) => tryToRead(() => getSequence?.({ context, itemIndex })),
	};
}

/** Whether the operation runs once for all input items. */
export function isForAllItems(context: IExecuteFunctions): boolean {
	return context.getInputData().length > 0 && findOperation(context, 0)?.isForAllItems === true;
}

/** A parameter that can't be read is reported when the operation reads it. */
function tryToRead<Value>(read: () => Value): Value | undefined {
	try {
		return read();
	} catch {
		return undefined;
	}
}

function findOperation(context: IExecuteFunctions, itemIndex: number): Operation | undefined {
	const [resource, operation] = getNames(context, itemIndex);
	const { operations = [] } = resources.find(({ value }) => value === resource) ?? {};
	return operations.find(({ value }) => value === operation);
}

function getNames(context: IExecuteFunctions, itemIndex: number): string[] {
	return ['resource', 'operation'].map((name) => String(context.getNodeParameter(name, itemIndex)));
}
