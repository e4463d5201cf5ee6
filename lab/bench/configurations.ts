import type { SubjectName } from './subjects.ts';

/** How n8n is started: what it costs to evaluate expressions decides what a request costs. */
export interface Configuration {
	name: string;
	/** for a reader */
	title: string;
	env: Record<string, string>;
	/** what is measured, where it is not everything */
	only?: { loads: string[]; subjects: SubjectName[] };
}

export const configurations: Configuration[] = [
	{ name: 'default', title: "n8n's defaults", env: {} },
	{
		name: 'lazy',
		title: 'N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE=true',
		env: { N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true' },
	},
	{
		name: 'legacy',
		title: 'N8N_EXPRESSION_ENGINE=legacy',
		env: { N8N_EXPRESSION_ENGINE: 'legacy' },
		only: {
			loads: ['accepted, 5 connections', 'burst of 100', 'refused'],
			subjects: ['W', 'M', 'F'],
		},
	},
];
