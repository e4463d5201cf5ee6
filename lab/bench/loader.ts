import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Job, Outcome } from './load.ts';

/** The process that sends events, one job at a time. */
export class Loader {
	readonly #child: ChildProcess;

	constructor() {
		this.#child = fork(fileURLToPath(new URL('load.ts', import.meta.url)), {
			stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
		});
	}

	async run(job: Job): Promise<Outcome> {
		return await new Promise((resolve, reject) => {
			const ended = () => reject(new Error('The process that sends events exited.'));
			this.#child.once('exit', ended);
			this.#child.once('message', (outcome: Outcome) => {
				this.#child.off('exit', ended);
				resolve(outcome);
			});
			this.#child.send(job);
		});
	}

	stop(): void {
		this.#child.removeAllListeners();
		if (this.#child.connected) this.#child.disconnect();
	}
}
