import { shortcomings } from '../../e2e/contract/differences.ts';
import { table } from '../table.ts';
import type { Version } from './versions.ts';

/** The e2e/ suites to run in each version. */
export const suites = ['contract', 'action', 'api', 'polling'];

/** The results of the suites in one version. */
export interface VersionRow {
	version: Version;
	suites: string[];
	passed: number;
	/** includes skipped tests, and suites that couldn't run at all */
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

/** A section with the failures in each n8n; empty if there are none. */
function failuresOf(rows: VersionRow[]): string {
	const lines = rows.flatMap(({ version, failures }) =>
		failures.map((failure) => `- n8n ${version.n8n}: ${failure.replaceAll(/\s+/g, ' ')}`),
	);
	return lines.length === 0 ? '' : `\n## What failed\n\n${lines.join('\n')}\n`;
}

/** The whole text of docs/versions.md. */
export function document(rows: VersionRow[], packageVersion: string, date = new Date()): string {
	return `# n8n versions

Written by \`npm run lab -- versions\` on ${date.toISOString().slice(0, 10)}: n8n-nodes-sitegpt ${packageVersion}, packed as for publishing and installed in a real n8n of each version, with SQLite and one process. The suites are ${suites.map((suite) => `\`e2e/${suite}.test.ts\``).join(' and ')}, run by Node ${process.versions.node} on ${process.platform}.

${versionTable(rows)}

The tests expect an older n8n to behave as the last column says, and fail if it doesn't. Each difference is in \`e2e/contract/differences.ts\` with its reason. Older n8n versions only start with the package overrides in \`lab/versions/versions.ts\`.
${failuresOf(rows)}`;
}
