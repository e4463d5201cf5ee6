import { table } from '../table.ts';
import { nodeCases } from './nodeCases.ts';
import type { NodeFigure } from './nodeProcess.ts';
import { circumstances, type Saved } from './saved.ts';
import { withSpread } from './statistics.ts';

export function nodeSection(saved: Saved<NodeFigure[]>): string {
	const named = nodeCases.map(({ name, what }) => `- **${name}**: ${what}`);
	return [
		"## This package's own code",
		'The Message Trigger\'s webhook() in one process, called with parsed events. In "webhook() in total", a stub for n8n answers immediately. In "webhook() in n8n-core", n8n creates its own context for each request. The steps are also measured separately: token compares the token, digits reads the raw JSON without losing digits, event classifies and validates, key computes the idempotency key, and item builds the item. The rest of webhook() is settings, filters, and the answer.',
		named.join('\n'),
		nodeTable(saved.result),
		circumstances(saved),
	].join('\n\n');
}

function nodeTable(figures: NodeFigure[]): string {
	return table(
		figures.map(({ case: event, step, us, spread: between, bytes }) => ({
			event,
			step,
			'µs per call': withSpread(us, between),
			'bytes allocated per call': Math.round(bytes),
		})),
	);
}
