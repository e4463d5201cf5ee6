export interface Step {
	/** A line of its own below the step. */
	note(text: string): void;
}

/** Says what is being done and, once it is, how long that took; on one line if nothing is noted. */
export async function step<T>(name: string, work: (step: Step) => Promise<T>): Promise<T> {
	const started = performance.now();
	let inLine = true;
	process.stdout.write(`${name} ... `);
	const note = (text: string) => {
		process.stdout.write(`${inLine ? '\n' : ''}  ${text}\n`);
		inLine = false;
	};
	let outcome = 'failed after ';
	try {
		const result = await work({ note });
		outcome = '';
		return result;
	} finally {
		const seconds = ((performance.now() - started) / 1000).toFixed(1);
		process.stdout.write(`${inLine ? '' : '  '}${outcome}${seconds} s\n`);
	}
}
