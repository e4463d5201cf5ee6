import { n8nCommunityNodesPlugin } from '@n8n/eslint-plugin-community-nodes';
import { defineConfig } from 'eslint/config';
import jsdoc from 'eslint-plugin-jsdoc';
import n8nNodesBase from 'eslint-plugin-n8n-nodes-base';
import tseslint from 'typescript-eslint';

/** Forbids imports that match a regular expression; the message says why. */
const restrictImports = (files, regex, message) => ({
	files,
	rules: { 'no-restricted-imports': ['error', { patterns: [{ regex, message }] }] },
});

/** n8n's own scan with its exceptions, and typescript-eslint for everything else. */
export default defineConfig(
	{ ignores: ['dist/', 'coverage/', '**/node_modules/', 'e2e/.cache/'] },
	{ linterOptions: { reportUnusedDisableDirectives: 'error' } },
	{ files: ['**/*.ts'], extends: [tseslint.configs.recommended] },
	// Of eslint's own rules, which n8n's linter for community nodes also has.
	{ rules: { 'no-control-regex': 'error', 'no-misleading-character-class': 'error' } },
	{
		files: ['package.json', '{nodes,credentials}/**/*.{ts,json}'],
		extends: [n8nCommunityNodesPlugin.configs.recommended],
		languageOptions: { parser: tseslint.parser },
		plugins: { 'n8n-nodes-base': n8nNodesBase },
		rules: { 'no-console': 'error' },
	},
	{
		files: ['{nodes,credentials}/**/*.ts'],
		plugins: { jsdoc },
		rules: {
			'jsdoc/require-jsdoc': [
				'error',
				{
					publicOnly: true,
					require: { ClassDeclaration: true },
					contexts: [
						'TSInterfaceDeclaration',
						'TSTypeAliasDeclaration',
						'ExportNamedDeclaration > VariableDeclaration',
					],
					checkConstructors: false,
				},
			],
		},
	},
	restrictImports(
		['nodes/events/**'],
		String.raw`^(?!\./|\.\./json/|zod/v4(/|$)|node:crypto$)`,
		'events/ may only import zod, node:crypto, and json/: no n8n code, and no other folder of nodes/.',
	),
	restrictImports(
		['nodes/json/**'],
		String.raw`^(?!\./|node:crypto$)`,
		'json/ may only import node:crypto.',
	),
	restrictImports(['nodes/secrets/**'], String.raw`^(?!\./)`, 'secrets/ must not import anything.'),
	restrictImports(
		['nodes/http/**'],
		String.raw`/(api|events|locators|polling|trigger)/|SiteGpt`,
		'http/ must not depend on what is sent, or on a node.',
	),
	restrictImports(
		['nodes/webhookToken/**', 'nodes/trigger/**'],
		String.raw`events/(message|escalation|lead)$|SiteGpt`,
		"The triggers' shared folders must not depend on a particular event or node.",
	),
	restrictImports(
		['nodes/api/**'],
		String.raw`/(events|trigger|polling|locators)/|SiteGpt[A-Z]?\w*/|^express|^https?$|^node:(?!crypto$)`,
		"The API client must not depend on events, on the triggers' folders, or on a node.",
	),
	restrictImports(
		['nodes/polling/**'],
		String.raw`SiteGpt\w*/|trigger/(request|ui)/`,
		'Polling must not depend on a node or on webhooks.',
	),
	restrictImports(
		['nodes/*/*.node.ts'],
		String.raw`^(node:|express|https?$)|[a-z]Trigger/|\.node$`,
		'A node must not depend on HTTP or on other nodes.',
	),
	restrictImports(
		['nodes/SiteGpt/**'],
		String.raw`/trigger/`,
		"The action node must not depend on the triggers' folders.",
	),
	{ files: ['package.json'], rules: n8nNodesBase.configs.community.rules },
	{
		files: ['credentials/**/*.ts'],
		rules: {
			...n8nNodesBase.configs.credentials.rules,
			'n8n-nodes-base/cred-class-field-documentation-url-miscased': 'off',
			'n8n-nodes-base/cred-class-field-type-options-password-missing': 'off',
		},
	},
	{
		files: ['nodes/**/*.ts'],
		rules: {
			...n8nNodesBase.configs.nodes.rules,
			'n8n-nodes-base/node-class-description-inputs-wrong-regular-node': 'off',
			'n8n-nodes-base/node-class-description-outputs-wrong': 'off',
			'n8n-nodes-base/node-param-type-options-max-value-present': 'off',
		},
	},
);
