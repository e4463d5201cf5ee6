export interface Version {
	n8n: string;
	/** of the npm package `node`: one that this n8n's `engines` name */
	node: string;
	/** what npm has to be told for it to install and start; unset: it is the n8n of e2e/package.json */
	extra?: { dependencies?: Record<string, string>; overrides: Record<string, string> };
}

/** n8n names this package by an address outside of the registry; there it stands under this name. */
const xlsx = { xlsx: 'npm:@e965/xlsx@0.20.2' };

/** A newer one wants a newer @langchain/core than n8n has: "subpath './utils/uuid' is not defined". */
const langgraph = { '@langchain/langgraph-checkpoint': '1.0.0' };

/**
 * Where n8n's own code changed in what a trigger meets. The last patch of its minor each, if the registry
 * has all that it depends on. Newest first.
 */
export const versions: Version[] = [
	// The newest that installs: 2.41.3 names @n8n/agents 0.26.2, which the registry does not have.
	{ n8n: '2.41.1', node: '24.21.0' },
	// Without native resolvers of webhook fields, and before byte order marks are read (2.35).
	{ n8n: '2.30.8', node: '22.23.3', extra: { overrides: xlsx } },
	// In place of 2.10.0, whose n8n-core 2.10.0 the registry does not have. Answers after storing (since 2.8).
	{
		n8n: '2.11.4',
		node: '22.23.3',
		extra: {
			// Hoisted would be 0.10, which an old tracing package asks for and Sentry's cannot use.
			dependencies: { '@opentelemetry/core': '2.1.0' },
			overrides: { ...xlsx, ...langgraph },
		},
	},
	// The first with publishing. On Node 20, the oldest that this package and this n8n name.
	{ n8n: '2.0.3', node: '20.20.2', extra: { overrides: { ...xlsx, ...langgraph } } },
	// The last of n8n 1. Node 22, since its isolated-vm has no binary for Node 20.
	{ n8n: '1.123.81', node: '22.23.3', extra: { overrides: { ...xlsx, ...langgraph } } },
];
