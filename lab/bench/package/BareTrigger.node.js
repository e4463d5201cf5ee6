/** A trigger that checks nothing and passes the body on: no trigger of a package can be faster in n8n. */
exports.BareTrigger = class {
	description = {
		displayName: 'Bare Trigger',
		name: 'bareTrigger',
		group: ['trigger'],
		version: 2,
		description: 'Passes on every request',
		defaults: { name: 'Bare Trigger' },
		inputs: [],
		outputs: ['main'],
		// Never read.
		credentials: [{ name: 'siteGptWebhookApi', required: false }],
		webhooks: [
			{
				name: 'default',
				httpMethod: 'POST',
				path: 'bare',
				responseMode: 'onReceived',
				responseData: '',
			},
		],
		properties: [],
	};

	async webhook() {
		return {
			workflowData: [[{ json: this.getBodyData() }]],
			webhookResponse: { status: 'accepted' },
		};
	}
};
