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

/** characters of a message: what was got and what was expected stand in the lines after the first */
const messageLength = 300;

function messageOf(error: Error): string {
	const { message } = error.cause instanceof Error ? error.cause : error;
	return message.replaceAll(/\s+/g, ' ').trim().slice(0, messageLength);
}
