import type { INodeType } from 'n8n-workflow';

/**
 * n8n calls these when a workflow is published or unpublished. They do nothing: a person enters the URL in
 * SiteGPT's settings. Its HTTP API has settings too, but the names of their webhook fields aren't published.
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
