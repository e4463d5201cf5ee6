/** Everything in nodes/ except the given rooms. */
const otherThan = (...rooms) => `^(nodes/(?!(${rooms.join('|')})/)|credentials/)`;

const libraries = 'node_modules';
const webhookTriggers = 'SiteGpt(Message|Escalation|Lead)Trigger';

/**
 * Which room may import what: see "Architecture" in CONTRIBUTING.md.
 * @type {import('dependency-cruiser').IConfiguration}
 */
module.exports = {
	forbidden: [
		{
			name: 'no-circles',
			comment: 'Two files that need each other are one, or need a third.',
			severity: 'error',
			from: {},
			to: { circular: true },
		},
		{
			name: 'events-is-pure',
			comment: 'events/ only imports zod, node:crypto, and json/: no n8n code.',
			severity: 'error',
			from: { path: '^nodes/events/' },
			to: { path: [otherThan('events', 'json'), `${libraries}/(?!zod/)`, '^(?!crypto$)[\\w/]+$'] },
		},
		{
			name: 'json-is-pure',
			comment: 'json/ only imports node:crypto.',
			severity: 'error',
			from: { path: '^nodes/json/' },
			to: { path: [otherThan('json'), libraries, '^(?!crypto$)[\\w/]+$'] },
		},
		{
			name: 'secrets-is-pure',
			comment: "secrets/ doesn't import anything.",
			severity: 'error',
			from: { path: '^nodes/secrets/' },
			to: { pathNot: '^nodes/secrets/' },
		},
		{
			name: 'http-knows-no-content',
			comment: 'http/ depends neither on what is sent nor on a node.',
			severity: 'error',
			from: { path: '^nodes/http/' },
			to: { path: '^nodes/(api|events|locators|polling|trigger|SiteGpt\\w*)/' },
		},
		{
			name: 'once-knows-no-trigger',
			comment: 'once/ depends on no trigger and no API.',
			severity: 'error',
			from: { path: '^nodes/once/' },
			to: { path: '^nodes/(api|events|locators|polling|trigger|SiteGpt\\w*)/' },
		},
		{
			name: 'triggers-share',
			comment: 'What the webhook triggers share knows no particular event or node, and no API.',
			severity: 'error',
			from: { path: '^nodes/(webhookToken|trigger)/' },
			to: {
				path: '^nodes/(events/(message|escalation|lead)\\.ts$|(api|locators|polling|SiteGpt\\w*)/)',
			},
		},
		{
			name: 'api-knows-no-node',
			comment: "api/ knows no event and no node, and sends requests only through n8n's helpers.",
			severity: 'error',
			from: { path: '^nodes/api/' },
			to: {
				path: [
					'^nodes/(events|locators|once|polling|trigger|SiteGpt\\w*)/',
					`${libraries}/express`,
					'^(?!crypto$)[\\w/]+$',
				],
			},
		},
		{
			name: 'polling-knows-no-webhook',
			comment: 'polling/ knows no node and no webhook.',
			severity: 'error',
			from: { path: '^nodes/polling/' },
			to: {
				path: '^nodes/(trigger|webhookToken|SiteGpt\\w*)/',
			},
		},
		{
			name: 'triggers-know-no-polling',
			comment: 'trigger/ knows nothing of polling/.',
			severity: 'error',
			from: { path: `^nodes/(trigger|${webhookTriggers})/` },
			to: { path: '^nodes/(polling|SiteGptPollingTrigger)/' },
		},
		{
			name: 'nodes-know-no-http',
			comment: 'A node imports neither HTTP nor another node.',
			severity: 'error',
			from: { path: '^nodes/[^/]+/[^/]+\\.node\\.ts$' },
			to: {
				path: [
					'\\.node\\.ts$',
					`^nodes/(${webhookTriggers})/`,
					`${libraries}/express`,
					'^[\\w/]+$',
				],
			},
		},
		{
			name: 'action-knows-no-trigger',
			comment: 'The action node imports nothing of the triggers.',
			severity: 'error',
			from: { path: '^nodes/SiteGpt/' },
			to: { path: '^nodes/(polling|trigger|SiteGpt\\w+)/' },
		},
		{
			name: 'shipped-knows-no-tests',
			comment: 'What is shipped imports nothing of the rest.',
			severity: 'error',
			from: { path: '^(nodes|credentials)/' },
			to: { path: '^(harness|e2e|lab|tools|test)/' },
		},
		{
			name: 'harness-is-below',
			comment: 'harness/ imports nothing of e2e/, lab/, tools/, and test/, which stand on it.',
			severity: 'error',
			from: { path: '^harness/' },
			to: { path: '^(e2e|lab|tools|test|nodes|credentials)/' },
		},
		{
			name: 'tools-stand-alone',
			comment: 'e2e/ and tools/ import nothing of lab/ and test/.',
			severity: 'error',
			from: { path: '^(e2e|tools)/' },
			to: { path: '^(lab|test)/' },
		},
	],
	options: {
		doNotFollow: { path: 'node_modules' },
		exclude: { path: '^(dist|e2e/\\.cache)/' },
		// Imports of types count too.
		tsPreCompilationDeps: true,
		tsConfig: { fileName: 'tsconfig.json' },
		combinedDependencies: false,
	},
};
