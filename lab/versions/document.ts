import { shortcomings } from '../../e2e/contract/differences.ts';
import { table } from '../table.ts';
import type { Version } from './versions.ts';

/** The suites of e2e/ that are run in each version. */
export const suites = ['contract', 'action', 'api', 'polling'];

/** What the suites came to in one version. */
export interface VersionRow {
	version: Version;
	suites: string[];
	passed: number;
	/** with tests that were left out, and a suite that could not be run at all */
	failures: string[];
}

export function versionTable(rows: VersionRow[]): string {
	return table(
		rows.map(({ version: { n8n, node }, suites: chosen, passed, failures }) => ({
			n8n,
			Node: node,
			suites: chosen.join(', '),
			passed,
			failed: failures.length,
			'what this n8n cannot do': shortcomings(n8n).join('; ') || 'nothing known',
		})),
	);
}

/** What failed in which n8n, with space around it; empty if nothing did. */
function failuresOf(rows: VersionRow[]): string {
	const lines = rows.flatMap(({ version, failures }) =>
		failures.map((failure) => `- n8n ${version.n8n}: ${failure.replaceAll(/\s+/g, ' ')}`),
	);
	return lines.length === 0 ? '' : `\n## What failed\n\n${lines.join('\n')}\n`;
}

/** The whole of docs/versions.md. */
export function document(rows: VersionRow[], packageVersion: string, date = new Date()): string {
	return `# n8n versions

Written by \`npm run lab -- versions\` on ${date.toISOString().slice(0, 10)}: n8n-nodes-sitegpt ${packageVersion}, packed as for the registry and installed into a real n8n of each version, with SQLite and one process; the suites are ${suites.map((suite) => `\`e2e/${suite}.test.ts\``).join(' and ')}, run by Node ${process.versions.node} on ${process.platform}.

${versionTable(rows)}

An older n8n is expected to behave as the last column says, and a test fails if it does not: the differences are in \`e2e/contract/differences.ts\`, each with its reason. The packages that npm has to be told of for an older n8n to start are in \`lab/versions/versions.ts\`.
${failuresOf(rows)}`;
}
