import type { INodeType } from 'n8n-workflow';

/**
 * n8n calls these when a workflow is published or unpublished. They do nothing: a person enters the URL in
 * SiteGPT's settings. SiteGPT's v0 API can set `webhookUrl` and `webhookToken` for messages, but no documented call
 * reads or clears them, so create() could overwrite another integration's, and checkExists() and delete() couldn't
 * do their work. The names of the fields in v2 aren't published.
 */
export const webhookMethods: INodeType['webhookMethods'] = {
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
