/** How n8n is started: what it costs to evaluate expressions decides what a request costs. */
export interface Configuration {
	name: string;
	/** for a reader */
	title: string;
	env: Record<string, string>;
	/** a load that takes minutes with these settings */
	without?: string;
}

export const configurations: Configuration[] = [
	{ name: 'default', title: "n8n's defaults", env: {}, without: 'burst of 500' },
	{
		name: 'lazy',
		title: 'N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE=true',
		env: { N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true' },
	},
];
