import type { TestEvent } from 'node:test/reporters';

/** What one test came to, a line of JSON each; suites are counted by what is in them. */
export interface Outcome {
	outcome: 'passed' | 'failed' | 'skipped';
	name: string;
	error?: string;
}

/** A reporter for node --test. */
export default async function* reporter(source: AsyncIterable<TestEvent>): AsyncGenerator<string> {
	for await (const { type, data } of source) {
		if (type !== 'test:pass' && type !== 'test:fail') continue;
		if (data.details.type === 'suite') continue;
		// A test left out proves nothing.
		const isSkipped = data.skip !== undefined || data.todo !== undefined;
		const outcome: Outcome = {
			outcome: isSkipped ? 'skipped' : type === 'test:pass' ? 'passed' : 'failed',
			name: data.name,
			error: type === 'test:fail' ? messageOf(data.details.error) : undefined,
		};
		yield `${JSON.stringify(outcome)}\n`;
	}
}

function messageOf(error: Error): string {
	const { message } = error.cause instanceof Error ? error.cause : error;
	return message.split('\n', 1)[0] ?? '';
}
