import type {
	Icon,
	ICredentialDataDecryptedObject,
	ICredentialType,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';
import { authorizationFor } from '../nodes/api/secret';

/** Access to SiteGPT's HTTP API: the token for v2, and the account API key for the one call that only v0 has. */
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
				'Create it in SiteGPT under Agents > Create token. Choose the scopes that <a href="https://github.com/n8n-nodes-sitegpt/n8n-nodes-sitegpt#operations">your operations need</a>.',
		},
		{
			displayName:
				'Tokens can expire. If SiteGPT rejects every call with TOKEN_NOT_VALID, create a new one.',
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
				"Only needed for Message: Send as Agent, which SiteGPT's current API doesn't offer. Find the key in SiteGPT under Billing or Profile > API Access.",
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: 'https://sitegpt.ai',
			required: true,
			description: "The address of SiteGPT's API. Change it only for testing.",
		},
	];

	/** A function, because n8n evaluates an expression for each request, and not at all in a second, overlapping poll. */
	authenticate = async (
		credential: ICredentialDataDecryptedObject,
		options: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> => {
		const headers = Object.entries(options.headers ?? {}).filter(
			([name]) => name.toLowerCase() !== 'authorization',
		);
		const signature = authorizationFor(credential, pathOf(options));
		return { ...options, headers: { ...Object.fromEntries(headers), ...signature } };
	};
}

/** The path that a request is for. n8n's HTTP Request node gives the address as `uri`. */
function pathOf({ baseURL = '', url, uri }: IHttpRequestOptions & { uri?: unknown }): string {
	const target = String(url || uri || '');
	const isAbsolute = /^([a-z][a-z\d+.-]*:)?\/\//i.test(target);
	const [address] = (isAbsolute ? target : `${baseURL}/${target}`).split(/[?#]/);
	return URL.canParse(address) ? new URL(address).pathname : address;
}
