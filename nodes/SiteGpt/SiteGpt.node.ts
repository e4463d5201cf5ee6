import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';
import { NodeConnectionTypes, NodeOperationError } from 'n8n-workflow';
import { siteGptWebhookApiTest } from '../credential/credentialTest';
import { operations, testEventProperties } from './testEvent/description';
import { runTestEvent } from './testEvent/run';

/**
 * The action node: sends test events, and checks endpoints that receive events. Emits items as in
 * sendSchema and checkSchema.
 */
export class SiteGpt implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'SiteGPT',
		name: 'siteGpt',
		icon: { light: 'file:../icons/sitegpt.svg', dark: 'file:../icons/sitegpt.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle: '={{$parameter["operation"] + ": " + $parameter["event"]}}',
		description: 'Send test events to an endpoint for SiteGPT events and check what it answers',
		defaults: { name: 'SiteGPT' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'siteGptWebhookApi', required: true, testedBy: 'siteGptWebhookApiTest' }],
		properties: [
			{
				displayName: 'Resource',
				name: 'resource',
				type: 'options',
				noDataExpression: true,
				options: [{ name: 'Test Event', value: 'testEvent' }],
				default: 'testEvent',
			},
			operations,
			...testEventProperties(),
		],
	};

	methods = { credentialTest: { siteGptWebhookApiTest } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const items: INodeExecutionData[] = [];
		for (let itemIndex = 0; itemIndex < this.getInputData().length; itemIndex++) {
			try {
				for (const json of await runTestEvent(this, itemIndex)) {
					items.push({ json, pairedItem: { item: itemIndex } });
				}
			} catch (error) {
				this.getExecutionCancelSignal()?.throwIfAborted();
				const problem = new NodeOperationError(this.getNode(), error as Error, { itemIndex });
				if (!this.continueOnFail()) throw problem;
				items.push({ json: { error: problem.message }, pairedItem: { item: itemIndex } });
			}
		}
		return [items];
	}
}
