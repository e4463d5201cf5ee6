import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { message } from '../events/message';
import { dropDuplicates } from '../trigger/execute/dropDuplicates';
import { receive } from '../trigger/request/receive';
import { endpoint } from '../trigger/ui/endpoint';
import { activationMessage, panel } from '../trigger/ui/panel';
import { properties } from '../trigger/ui/properties';
import { webhookMethods } from '../trigger/webhookMethods';
import { siteGptWebhookApiTest } from '../webhookToken/tokenTest';

/**
 * Emits a MessageItem (events/message.ts) for each ADD_MESSAGE event. With Simplify off, emits what SiteGPT
 * sent.
 */
export class SiteGptMessageTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'SiteGPT Message Trigger',
		name: 'siteGptMessageTrigger',
		icon: { light: 'file:../icons/sitegpt.svg', dark: 'file:../icons/sitegpt.dark.svg' },
		group: ['trigger'],
		// At version 1, n8n evaluates a legacy expression for each request. It is here so that workflows
		// that a template or an assistant wrote with it still open.
		version: [1, 2],
		defaultVersion: 2,
		subtitle:
			'={{$parameter["triggerOn"].includes("*") ? "any message" : $parameter["triggerOn"].join(", ")}}',
		description: 'Starts the workflow when a message is added to a SiteGPT conversation',
		eventTriggerDescription:
			'Send a message event to the Test URL, for example with the SiteGPT node',
		activationMessage: activationMessage(message),
		defaults: { name: 'SiteGPT Message Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'siteGptWebhookApi', required: true, testedBy: 'siteGptWebhookApiTest' }],
		webhooks: [endpoint('sitegpt-messages')],
		triggerPanel: panel(message),
		properties: properties(message),
	};

	methods = { credentialTest: { siteGptWebhookApiTest } };

	webhookMethods = webhookMethods;

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await receive(this, message);
	}

	/** Its input is what webhook() emitted. */
	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await dropDuplicates(this, message);
	}
}
