import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { lead } from '../events/lead';
import { dropDuplicates } from '../trigger/execute/dropDuplicates';
import { receive } from '../trigger/request/receive';
import { endpoint } from '../trigger/ui/endpoint';
import { activationMessage, panel } from '../trigger/ui/panel';
import { properties } from '../trigger/ui/properties';
import { webhookMethods } from '../trigger/webhookMethods';
import { siteGptWebhookApiTest } from '../webhookToken/tokenTest';

/**
 * Emits a LeadItem (events/lead.ts) for each NEW_LEAD_CAPTURE event. With Simplify off, emits what SiteGPT
 * sent.
 */
export class SiteGptLeadTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'SiteGPT Lead Trigger',
		name: 'siteGptLeadTrigger',
		icon: { light: 'file:../icons/sitegpt.svg', dark: 'file:../icons/sitegpt.dark.svg' },
		group: ['trigger'],
		// At version 1, n8n evaluates a legacy expression for each request. It is here so that workflows
		// that a template or an assistant wrote with it still open.
		version: [1, 2],
		defaultVersion: 2,
		subtitle: '={{$parameter["chatbotIds"] || "all chatbots"}}',
		description: 'Starts the workflow when a SiteGPT chatbot captures a lead',
		eventTriggerDescription: 'Send a lead event to the Test URL, for example with the SiteGPT node',
		activationMessage: activationMessage(lead),
		defaults: { name: 'SiteGPT Lead Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'siteGptWebhookApi', required: true, testedBy: 'siteGptWebhookApiTest' }],
		webhooks: [endpoint('sitegpt-leads')],
		triggerPanel: panel(lead),
		properties: properties(lead),
	};

	methods = { credentialTest: { siteGptWebhookApiTest } };

	webhookMethods = webhookMethods;

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await receive(this, lead);
	}

	/** Its input is what webhook() emitted. */
	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await dropDuplicates(this, lead);
	}
}
