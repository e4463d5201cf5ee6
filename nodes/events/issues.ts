import type { $ZodIssue, $ZodRawIssue } from 'zod/v4/core';
import * as z from 'zod/v4';

/** One thing that is wrong with a payload. It tells where and what was expected, never what was there. */
export interface Issue {
	/** Such as `data.sources[0]`; empty for the payload itself. */
	path: string;
	message: string;
}

const MOST_ISSUES = 20;

/** One issue a path: zod may find several faults of one value, which say the same. */
export function issuesOf(found: readonly $ZodIssue[]): Issue[] {
	const messages = new Map<string, string>();
	for (const { path, message } of found) {
		const where = z.core.toDotPath(path);
		if (!messages.has(where)) messages.set(where, message);
	}
	return [...messages].slice(0, MOST_ISSUES).map(([path, message]) => ({ path, message }));
}

/**
 * The words of an issue. Given to each parse, because another package in the same process may have
 * set zod's messages for everybody, and those could repeat what a visitor wrote.
 */
export function describeIssue(issue: $ZodRawIssue): string {
	switch (issue.code) {
		case 'invalid_type': {
			const expected = `Expected ${withArticle(issue.expected)}`;
			return issue.input === undefined ? `${expected}, but it is missing` : expected;
		}
		case 'too_small':
			return 'Expected a text that is not empty';
		default:
			return 'Not as SiteGPT documents it';
	}
}

function withArticle(type: string): string {
	return /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`;
}
