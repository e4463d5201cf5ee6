import { CREDENTIAL } from '../../api/siteGptClient';
import type { Access, Resource } from './operation';

/** The credentials of the node: for SiteGPT's API, and for test events. */
type CredentialName = typeof CREDENTIAL | 'siteGptWebhookApi';

/** The credential that an operation uses. */
export function getCredentialName(access: Access): CredentialName {
	return access === 'webhookToken' ? 'siteGptWebhookApi' : CREDENTIAL;
}

/** The values of the resources with an operation that uses this credential. */
export function listResourcesWith(name: CredentialName, resources: readonly Resource[]): string[] {
	return resources
		.filter(({ operations }) => operations.some(({ access }) => getCredentialName(access) === name))
		.map(({ value }) => value);
}
