const {
	SiteGptMessageTrigger,
} = require('n8n-nodes-sitegpt/dist/nodes/SiteGptMessageTrigger/SiteGptMessageTrigger.node.js');

/** The message trigger as it would be at typeVersion 1. */
exports.VersionOneTrigger = class extends SiteGptMessageTrigger {
	constructor() {
		super();
		Object.assign(this.description, {
			displayName: 'Message Trigger of Version 1',
			name: 'versionOneTrigger',
			icon: undefined,
			version: 1,
		});
	}
};
