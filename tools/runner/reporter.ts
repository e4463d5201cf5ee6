import type { TestEvent } from 'node:test/reporters';
import type { Result } from './results.ts';

/** What Node's test runner adds to an error. */
type TestError = Error & { failureType?: string };

/** A reporter for node --test: a line of JSON for each test. Suites are counted by what is in them. */
export default async function* reporter(source: AsyncIterable<TestEvent>): AsyncGenerator<string> {
	for await (const { type, data } of source) {
		if (type !== 'test:pass' && type !== 'test:fail') continue;
		if (data.details.type === 'suite' && type === 'test:pass') continue;
		const isSkipped = data.skip !== undefined || data.todo !== undefined;
		const error: TestError | undefined = type === 'test:fail' ? data.details.error : undefined;
		// A suite that fails only because of a test in it.
		if (error?.failureType === 'subtestsFailed') continue;
		const result: Result = {
			result: isSkipped ? 'skipped' : error ? 'failed' : 'passed',
			name: data.name,
			error: error && messageOf(error),
		};
		yield `${JSON.stringify(result)}\n`;
	}
}

/** characters of a message: what was got and what was expected are in the lines after the first */
const messageLength = 300;

function messageOf(error: Error): string {
	const { message } = error.cause instanceof Error ? error.cause : error;
	return message.replaceAll(/\s+/g, ' ').trim().slice(0, messageLength);
}
