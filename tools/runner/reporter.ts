import type { TestEvent } from 'node:test/reporters';
import type { TestResult } from './script.ts';

/** An error with the property that Node's test runner adds. */
type TestError = Error & { failureType?: string };

/** A reporter for node --test: one line of JSON per test. A suite counts only through its tests. */
export default async function* reporter(source: AsyncIterable<TestEvent>): AsyncGenerator<string> {
	for await (const { type, data } of source) {
		if (type !== 'test:pass' && type !== 'test:fail') continue;
		if (data.details.type === 'suite' && type === 'test:pass') continue;
		const isSkipped = data.skip !== undefined || data.todo !== undefined;
		const error: TestError | undefined = type === 'test:fail' ? data.details.error : undefined;
		// This suite failed only because a test in it failed.
		if (error?.failureType === 'subtestsFailed') continue;
		const result: TestResult = {
			result: isSkipped ? 'skipped' : error ? 'failed' : 'passed',
			name: data.name,
			error: error && getMessage(error),
		};
		yield `${JSON.stringify(result)}\n`;
	}
}

/** characters kept of a message: more than its first line, because actual and expected values come later */
const MAX_MESSAGE_CHARACTERS = 300;

function getMessage(error: Error): string {
	const { message } = error.cause instanceof Error ? error.cause : error;
	return message.replaceAll(/\s+/g, ' ').trim().slice(0, MAX_MESSAGE_CHARACTERS);
}
