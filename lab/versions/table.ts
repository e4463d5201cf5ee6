import { shortcomings } from '../../e2e/contract/differences.ts';
import { suites, type Suite } from './suites.ts';
import type { Version } from './versions.ts';

export interface Row {
	version: Version;
	suites: Suite[];
	passed: number;
	faults: string[];
}

const heads = ['n8n', 'Node', 'suites', 'passed', 'failed', 'what this n8n cannot do'];

/** As prettier would write it. */
export function markdownTable(rows: Row[]): string {
	const cells = rows.map(({ version, suites: chosen, passed, faults }) => [
		version.n8n,
		version.node,
		chosen.join(', '),
		String(passed),
		String(faults.length),
		shortcomings(version.n8n).join('; ') || 'nothing known',
	]);
	const widths = heads.map((head, column) =>
		Math.max(...[head, ...cells.map((row) => row[column] ?? '')].map(({ length }) => length)),
	);
	const line = (row: string[]) =>
		`| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
	const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
	return [line(heads), rule, ...cells.map(line)].join('\n');
}

/** What failed in which n8n, with space around it; empty if nothing did. */
function failures(rows: Row[]): string {
	const lines = rows.flatMap(({ version, faults }) =>
		faults.map((fault) => `- n8n ${version.n8n}: ${fault.replaceAll(/\s+/g, ' ')}`),
	);
	return lines.length === 0 ? '' : `\n## What failed\n\n${lines.join('\n')}\n`;
}

/** The whole of docs/versions.md. */
export function document(rows: Row[], packageVersion: string, date = new Date()): string {
	return `# n8n versions

Written by \`npm run e2e:versions\` on ${date.toISOString().slice(0, 10)}: n8n-nodes-sitegpt ${packageVersion}, packed as for the registry and installed into a real n8n of each version, with SQLite and one process; the suites are ${suites.map((suite) => `\`e2e/${suite}.test.ts\``).join(' and ')}, run by Node ${process.versions.node} on ${process.platform}.

${markdownTable(rows)}

An older n8n is expected to behave as the last column says, and a test fails if it does not: the differences stand in \`e2e/contract/differences.ts\` with the reason for each. The packages that npm has to be told of for an older n8n to start stand in \`e2e/versions/versions.ts\`.
${failures(rows)}`;
}
