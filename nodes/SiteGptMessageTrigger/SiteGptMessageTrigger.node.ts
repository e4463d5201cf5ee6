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
import { endRepeats } from '../webhook/acrossProcesses';
import { siteGptWebhookApiTest } from '../webhook/credentialTest';
import { activationMessage, endpoint, panel, properties } from '../webhook/description';
import { receive } from '../webhook/receive';

/**
 * Emits a MessageItem (events/message.ts), or what SiteGPT sent where Simplify is off, for each ADD_MESSAGE.
 */
export class SiteGptMessageTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'SiteGPT Message Trigger',
		name: 'siteGptMessageTrigger',
		icon: { light: 'file:../icons/sitegpt.svg', dark: 'file:../icons/sitegpt.dark.svg' },
		group: ['trigger'],
		// Not 1: for a node of version 1, n8n evaluates a legacy expression at each request.
		version: 2,
		subtitle:
			'={{$parameter["triggerOn"].includes("*") ? "all messages" : $parameter["triggerOn"].join(", ")}}',
		description: 'Starts the workflow when a SiteGPT chatbot sends a message',
		eventTriggerDescription: 'Send a message to the Test URL',
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

	/** SiteGPT documents no call that registers a webhook: a person enters the URL in its settings. */
	webhookMethods = {
		default: {
			async checkExists(): Promise<boolean> {
				return false;
			},
			async create(): Promise<boolean> {
				return true;
			},
			async delete(): Promise<boolean> {
				return true;
			},
		},
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await receive(this, message);
	}

	/** n8n gives it what webhook() emitted. */
	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await endRepeats(this, message);
	}
}
