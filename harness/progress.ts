export interface Step {
	/** Prints a line below the step. */
	note(text: string): void;
}

/** Prints what is being done and then how long it took, on one line unless there are notes. */
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
