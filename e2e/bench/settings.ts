/** How n8n is started: what it costs to evaluate expressions decides what a request costs. */
export interface Setting {
	name: string;
	env: Record<string, string>;
}

export const settings: Setting[] = [
	{ name: 'default', env: {} },
	{ name: 'lazy', env: { N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true' } },
	{ name: 'legacy', env: { N8N_EXPRESSION_ENGINE: 'legacy' } },
];
