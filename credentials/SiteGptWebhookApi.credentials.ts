import type { IAuthenticateGeneric, Icon, ICredentialType, INodeProperties } from 'n8n-workflow';
import { TOKEN_HEADER } from '../nodes/webhookToken/token';

/** One secret token: SiteGPT has a URL and a token for each of its three webhooks. */
export class SiteGptWebhookApi implements ICredentialType {
	name = 'siteGptWebhookApi';

	displayName = 'SiteGPT Webhook API';

	icon: Icon = {
		light: 'file:../nodes/icons/sitegpt.svg',
		dark: 'file:../nodes/icons/sitegpt.dark.svg',
	};

	documentationUrl = 'https://github.com/n8n-nodes-sitegpt/n8n-nodes-sitegpt#credentials';

	properties: INodeProperties[] = [
		{
			displayName: 'Token',
			name: 'token',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description:
				'The secret that SiteGPT sends with each event. Make up at least 16 random characters, then enter them here and in SiteGPT under Settings > Webhooks.',
		},
		{
			displayName: 'Previous Token',
			name: 'previousToken',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				'Also accepted, so you can rotate the token without rejecting events: move the old token here, enter the new one above, save, update SiteGPT, then clear this field',
		},
		{
			displayName:
				'SiteGPT has no way to verify a webhook token, so the test only checks its format: not empty, no placeholder, no whitespace around it, only ASCII characters, and at least 16 of them.',
			name: 'testNotice',
			type: 'notice',
			default: '',
		},
	];

	/** Used by the SiteGPT node to send test events. The triggers compare the token themselves. */
	authenticate: IAuthenticateGeneric = {
		type: 'generic',
		properties: { headers: { [TOKEN_HEADER]: '={{$credentials.token}}' } },
	};
}
