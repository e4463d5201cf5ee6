const {
	SiteGptMessageTrigger,
} = require('n8n-nodes-sitegpt/dist/nodes/SiteGptMessageTrigger/SiteGptMessageTrigger.node.js');

/** The message trigger without a choice of when to acknowledge. */
exports.FixedModeTrigger = class extends SiteGptMessageTrigger {
	constructor() {
		super();
		const [{ name, httpMethod, path }] = this.description.webhooks;
		Object.assign(this.description, {
			displayName: 'Message Trigger with a Fixed Response Mode',
			name: 'fixedModeTrigger',
			icon: undefined,
			webhooks: [{ name, httpMethod, path, responseMode: 'onReceived', responseData: '' }],
		});
	}
};
