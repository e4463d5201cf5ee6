import type {
	ICredentialDataDecryptedObject,
	ICredentialType,
	Icon,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';

/** Access to SiteGPT's HTTP API: the token of v2, and the account's key for the one call that only v0 has. */
export class SiteGptApi implements ICredentialType {
	name = 'siteGptApi';

	displayName = 'SiteGPT API';

	icon: Icon = {
		light: 'file:../nodes/icons/sitegpt.svg',
		dark: 'file:../nodes/icons/sitegpt.dark.svg',
	};

	documentationUrl = 'https://github.com/n8n-nodes-sitegpt/n8n-nodes-sitegpt#credentials';

	properties: INodeProperties[] = [
		{
			displayName: 'Access Token',
			name: 'accessToken',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			placeholder: 'e.g. sgpt_...',
			description:
				'Create it in SiteGPT under Agents > Create token. The Account: Check Access operation says which scopes each operation needs.',
		},
		{
			displayName:
				'A token made by the API expires after 90 days, unless it was made to last longer. Then every call is refused with TOKEN_NOT_VALID until you enter a new one.',
			name: 'expiryNotice',
			type: 'notice',
			default: '',
		},
		{
			displayName: 'Account API Key',
			name: 'accountApiKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				"Only for Message: Send as Agent, which SiteGPT's current API doesn't have. In SiteGPT, it's under Billing or Profile > API Access.",
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: 'https://sitegpt.ai',
			required: true,
			description: "Where SiteGPT's API is. Only change it for tests.",
		},
	];

	/** A function, because n8n evaluates an expression anew for each request, and not at all in a second poll that runs meanwhile. */
	authenticate = async (
		{ accessToken, accountApiKey }: ICredentialDataDecryptedObject,
		options: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> => {
		const isV0 = /\/api\/v0(\/|$)/.test(`${options.baseURL ?? ''}${options.url}`);
		const secret = String((isV0 ? accountApiKey : accessToken) ?? '').trim();
		return { ...options, headers: { ...options.headers, Authorization: `Bearer ${secret}` } };
	};
}
