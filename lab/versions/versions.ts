export interface Version {
	n8n: string;
	/** the version of the npm package `node`; must satisfy this n8n's `engines` */
	node: string;
	/** additions to package.json that it needs to install and start; unset for the n8n in e2e/package.json */
	extra?: { dependencies?: Record<string, string>; overrides: Record<string, string> };
}

/** n8n depends on this package by a URL outside the registry; in the registry, it has this name. */
const xlsx = { xlsx: 'npm:@e965/xlsx@0.20.2' };

/** A newer version needs a newer @langchain/core than n8n's: "subpath './utils/uuid' is not defined". */
const langgraph = { '@langchain/langgraph-checkpoint': '1.0.0' };

/**
 * The versions in which n8n's own code changed in ways that affect a trigger, newest first. Each is the last patch
 * of its minor version for which the registry has all dependencies.
 */
export const versions: Version[] = [
	// The newest that installs: 2.41.3 depends on @n8n/agents 0.26.2, which isn't in the registry.
	{ n8n: '2.41.1', node: '24.21.0' },
	// Without native resolvers for webhook fields, and before n8n could read byte order marks (2.35).
	{ n8n: '2.30.8', node: '22.23.3', extra: { overrides: xlsx } },
	// Instead of 2.10.0, whose n8n-core 2.10.0 isn't in the registry. Answers after storing (since 2.8).
	{
		n8n: '2.11.4',
		node: '22.23.3',
		extra: {
			// Otherwise npm hoists 0.10, which an old tracing package needs and Sentry's packages can't use.
			dependencies: { '@opentelemetry/core': '2.1.0' },
			overrides: { ...xlsx, ...langgraph },
		},
	},
	// The first with publishing. On Node 20, the oldest that this package and this n8n support.
	{ n8n: '2.0.3', node: '20.20.2', extra: { overrides: { ...xlsx, ...langgraph } } },
	// The last n8n 1. On Node 22, because its isolated-vm has no binary for Node 20.
	{ n8n: '1.123.81', node: '22.23.3', extra: { overrides: { ...xlsx, ...langgraph } } },
];
