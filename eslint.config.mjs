import { n8nCommunityNodesPlugin } from '@n8n/eslint-plugin-community-nodes';
import { defineConfig } from 'eslint/config';
import jsdoc from 'eslint-plugin-jsdoc';
import n8nNodesBase from 'eslint-plugin-n8n-nodes-base';
import importSort from 'eslint-plugin-simple-import-sort';
import tseslint from 'typescript-eslint';

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
					contexts: ['TSInterfaceDeclaration'],
					checkConstructors: false,
				},
			],
		},
	},
	{
		files: ['{credentials,e2e,harness,lab,nodes,test,tools}/**/*.ts'],
		plugins: { 'import-sort': importSort },
		rules: {
			// One block: Node's own modules, packages, other folders, this folder.
			'import-sort/imports': [
				'error',
				{ groups: [['^\\u0000', '^node:', '^@?\\w', '^\\.\\.', '^\\.']] },
			],
		},
	},
	{
		files: ['test/**/*.ts'],
		rules: {
			'no-restricted-globals': [
				'error',
				{ name: 'it', message: 'Write test, as everywhere else.' },
			],
		},
	},
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
