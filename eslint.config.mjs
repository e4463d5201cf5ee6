import { n8nCommunityNodesPlugin } from '@n8n/eslint-plugin-community-nodes';
import { defineConfig } from 'eslint/config';
import jsdoc from 'eslint-plugin-jsdoc';
import n8nNodesBase from 'eslint-plugin-n8n-nodes-base';
import tseslint from 'typescript-eslint';

/** The imports that files may not have, as a regular expression, and why. */
const restrictImports = (files, regex, message) => ({
	files,
	rules: { 'no-restricted-imports': ['error', { patterns: [{ regex, message }] }] },
});

/** What n8n's own scan checks, with the exceptions that it makes, and typescript-eslint for the rest. */
export default defineConfig(
	{ ignores: ['dist/', 'coverage/', '**/node_modules/', 'e2e/.cache/'] },
	{ linterOptions: { reportUnusedDisableDirectives: 'error' } },
	{ files: ['**/*.ts'], extends: [tseslint.configs.recommended] },
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
		String.raw`^(?!\./|zod/v4(/|$)|node:crypto$)`,
		'events/ knows only zod and node:crypto: nothing of n8n, and nothing of the other rooms.',
	),
	restrictImports(
		['nodes/credential/**', 'nodes/trigger/**'],
		String.raw`events/(message|escalation|lead)$|SiteGpt`,
		'The rooms of the triggers know nothing of a particular event or node.',
	),
	restrictImports(
		['nodes/api/**'],
		String.raw`/(events|trigger|polling|locators)/|SiteGpt[A-Z]?\w*/|^express|^https?$|^node:`,
		"SiteGPT's API knows nothing of events, of the triggers' rooms, and of a node.",
	),
	restrictImports(
		['nodes/polling/**'],
		String.raw`SiteGpt\w*/|trigger/(request|ui)/`,
		'Polling knows nothing of a node, and nothing of webhooks.',
	),
	restrictImports(
		['nodes/*/*.node.ts'],
		String.raw`^(node:|express|https?$)|[a-z]Trigger/|\.node$`,
		'A node knows nothing of HTTP and of other nodes.',
	),
	restrictImports(
		['nodes/SiteGpt/**'],
		String.raw`/trigger/`,
		"The action node knows nothing of the triggers' rooms.",
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
