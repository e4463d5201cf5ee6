import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

/** The address in the credential, without a slash at its end. The API and the dashboard start with it. */
export function baseUrlOf({ baseUrl }: ICredentialDataDecryptedObject): string {
	return String(baseUrl ?? '')
		.trim()
		.replace(/\/+$/, '');
}
