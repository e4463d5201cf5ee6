import type { IAuthenticateGeneric, Icon, ICredentialType, INodeProperties } from 'n8n-workflow';

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
				'The secret that SiteGPT sends with each event. Make up a long random text and enter it here and in SiteGPT, under Settings > Webhooks.',
		},
		{
			displayName: 'Previous Token',
			name: 'previousToken',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				'Accepted too. To change a token with no event refused: move the old one here, enter the new one above, save, change it in SiteGPT, then empty this field.',
		},
		{
			displayName:
				'SiteGPT offers no call to verify a token, so the connection test checks its form only: not empty, no stray white space, fit for an HTTP header, long enough to be a secret.',
			name: 'testNotice',
			type: 'notice',
			default: '',
		},
	];

	/** How the SiteGPT node sends a test event. The triggers compare the token themselves. */
	authenticate: IAuthenticateGeneric = {
		type: 'generic',
		properties: { headers: { 'X-WEBHOOK-TOKEN': '={{$credentials.token}}' } },
	};
}
