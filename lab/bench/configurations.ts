/** Settings of n8n. The cost of a request depends mostly on how n8n prepares to evaluate expressions. */
export interface Configuration {
	name: string;
	/** shown in the report */
	title: string;
	env: Record<string, string>;
	/** a load to leave out because it takes minutes with these settings */
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
