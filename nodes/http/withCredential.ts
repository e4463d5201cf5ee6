import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

/**
 * The context with this item's credential and a signal that also ends the request. By itself, n8n uses the
 * first item's credential and replaces the signal in the request's options.
 */
export function withCredential<Context extends object>(
	context: object,
	credential: ICredentialDataDecryptedObject,
	signal: AbortSignal,
): Context {
	return Object.create(context, {
		getCredentials: { value: async () => ({ ...credential }) },
		getExecutionCancelSignal: { value: () => signal },
	}) as Context;
}
