import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

/**
 * The context with the credential of this item, and a signal that also ends the request: n8n reads the
 * first item's credential and replaces the signal of a request's options.
 */
export function signedBy<Context extends object>(
	context: object,
	credential: ICredentialDataDecryptedObject,
	signal: AbortSignal,
): Context {
	return Object.create(context, {
		getCredentials: { value: async () => ({ ...credential }) },
		getExecutionCancelSignal: { value: () => signal },
	}) as Context;
}
