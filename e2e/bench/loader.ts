import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Job, Outcome } from './load.ts';

/** The process that sends: one job at a time. */
export class Loader {
	readonly #child: ChildProcess;

	constructor() {
		this.#child = fork(fileURLToPath(new URL('load.ts', import.meta.url)), {
			stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
		});
	}

	async run(job: Job): Promise<Outcome> {
		const answered = once(this.#child, 'message').then(([outcome]) => outcome as Outcome);
		const ended = once(this.#child, 'exit').then(() => {
			throw new Error('The process that sends has ended.');
		});
		this.#child.send(job);
		return await Promise.race([answered, ended]);
	}

	stop(): void {
		this.#child.removeAllListeners();
		if (this.#child.connected) this.#child.disconnect();
	}
}
