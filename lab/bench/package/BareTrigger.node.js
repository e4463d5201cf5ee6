/** A trigger that checks nothing and passes the body on: n8n's floor for any trigger of a package. */
exports.BareTrigger = class {
	description = {
		displayName: 'Bare Trigger',
		name: 'bareTrigger',
		group: ['trigger'],
		version: 2,
		description: 'Passes on whatever comes',
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
