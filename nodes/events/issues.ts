import * as z from 'zod/v4';
import type { $ZodIssue, $ZodRawIssue } from 'zod/v4/core';

/** An {@link Issue}, as an item shows it. */
export const issueSchema = z.object({
	path: z.string().describe('Such as `data.sources[0]`; empty for the payload itself'),
	message: z.string(),
});

/** One thing that doesn't fit. It says where and what was expected, never what was there. */
export type Issue = z.infer<typeof issueSchema>;

/** The most issues that an item or a response lists. */
export const MAX_ISSUES = 20;

/** One issue per path: zod may find several faults in one value, which say the same thing. */
export function listIssues(found: readonly $ZodIssue[]): Issue[] {
	const messages = new Map<string, string>();
	for (const { path, message } of found) {
		const where = z.core.toDotPath(path);
		if (!messages.has(where)) messages.set(where, message);
	}
	return [...messages].slice(0, MAX_ISSUES).map(([path, message]) => ({ path, message }));
}

const EXPECTED: Record<string, string> = {
	string: 'text',
	boolean: 'true or false',
	array: 'a list',
	object: 'an object',
};

/**
 * The message of an issue. Passed to each parse, because another package in the same process may have
 * set zod's messages globally, and those could repeat what a visitor wrote.
 */
export function describeIssue(issue: $ZodRawIssue): string {
	switch (issue.code) {
		case 'invalid_type': {
			const expected = `expected ${EXPECTED[issue.expected] ?? issue.expected}`;
			const isMissing = issue.input === undefined || issue.input === null;
			return isMissing ? `Missing: ${expected}` : `Invalid: ${expected}`;
		}
		case 'too_small':
			return 'Empty: expected text';
		default:
			return 'Invalid';
	}
}
