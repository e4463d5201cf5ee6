import type {
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { mapConcurrently } from '../api/concurrently';
import { siteGptApiTest } from '../api/credentialTest';
import { toErrorItem, toNodeError } from '../api/nodeError';
import { listSearch } from '../locators/lists';
import { siteGptWebhookApiTest } from '../webhookToken/tokenTest';
import { listResourcesWith } from './operation/credential';
import { toProperties } from './operation/properties';
import { resources } from './resources';
import { getOrder, isForAllItems, runOperation } from './runOperation';

/**
 * The action node: works with SiteGPT's API, sends test events, and checks endpoints that receive
 * events. Emits items as described by each operation's `output`.
 */
export class SiteGpt implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'SiteGPT',
		name: 'siteGpt',
		icon: { light: 'file:../icons/sitegpt.svg', dark: 'file:../icons/sitegpt.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle: '={{$parameter["operation"] + ": " + $parameter["resource"]}}',
		description:
			'Read and change conversations, leads, and knowledge in SiteGPT, and test webhooks',
		defaults: { name: 'SiteGPT' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{
				name: 'siteGptApi',
				required: true,
				testedBy: 'siteGptApiTest',
				displayOptions: { show: { resource: listResourcesWith('siteGptApi', resources) } },
			},
			{
				name: 'siteGptWebhookApi',
				required: true,
				testedBy: 'siteGptWebhookApiTest',
				displayOptions: { show: { resource: listResourcesWith('siteGptWebhookApi', resources) } },
			},
		],
		properties: [
			{
				displayName: 'Resource',
				name: 'resource',
				type: 'options',
				noDataExpression: true,
				options: resources.map(({ name, value }) => ({ name, value })),
				default: 'conversation',
			},
			...resources.flatMap(toProperties),
		],
	};

	methods = { credentialTest: { siteGptApiTest, siteGptWebhookApiTest }, listSearch };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		// An AI agent can correct its request if it gets the message as an item.
		const isTool = this.getNode().type.endsWith('Tool');
		const input = this.getInputData();
		const isForAll = isForAllItems(this);
		const runItem = async (index: number): Promise<INodeExecutionData[]> => {
			const pairedItem = { item: index };
			const itemIndex = isForAll ? undefined : index;
			try {
				const items = await runOperation(this, index);
				return items.map((json, n) => ({
					json: json as IDataObject,
					...(!isForAll ? { pairedItem } : n < input.length ? { pairedItem: { item: n } } : {}),
				}));
			} catch (error) {
				this.getExecutionCancelSignal()?.throwIfAborted();
				if (!isTool && !this.continueOnFail()) throw toNodeError(this.getNode(), error, itemIndex);
				return [{ json: toErrorItem(error), pairedItem }];
			}
		};
		const results = await mapConcurrently(
			isForAll ? input.slice(0, 1) : input,
			async (_, index) => await runItem(index),
			getOrder(this),
		);
		return [results.flat()];
	}
}
