import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
	IPollFunctions,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { siteGptApiTest } from '../api/credentialTest';
import { listSearch } from '../locators/lists';
import { passOnce, pollNode } from '../polling/pollNode';
import { pollingProperties } from '../polling/properties';

/**
 * Emits what polling SiteGPT's API finds: the items of the webhook triggers, or those of the SiteGPT node for what
 * no webhook tells, with the API's object under `api`.
 */
export class SiteGptPollingTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'SiteGPT Polling Trigger',
		name: 'siteGptPollingTrigger',
		icon: { light: 'file:../icons/sitegpt.svg', dark: 'file:../icons/sitegpt.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{$parameter["triggerOn"]}}',
		description:
			"Starts the workflow when polling SiteGPT's API finds something new, such as a lead, an escalation, a message, or a rating",
		defaults: { name: 'SiteGPT Polling Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'siteGptApi', required: true, testedBy: 'siteGptApiTest' }],
		properties: pollingProperties(),
	};

	methods = { credentialTest: { siteGptApiTest }, listSearch };

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return await pollNode(this);
	}

	/** Its input is what poll() emitted or, for a test event, an empty item. */
	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await passOnce(this);
	}
}
