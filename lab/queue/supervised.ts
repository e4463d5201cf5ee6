import { setTimeout as sleep } from 'node:timers/promises';
import { readFile } from 'node:fs/promises';
import { Failure } from '../../e2e/host/failure.ts';
import type { N8n } from '../../e2e/host/n8n.ts';
import { lastLines } from '../../e2e/host/npm.ts';
import { waitFor } from '../../e2e/host/wait.ts';

/** ms between the end of a process and its next start */
const pause = 1_000;

/** A process of n8n that is started again whenever it ends, as Docker's restart policy does it. */
export class Supervised {
	readonly name: string;
	readonly n8n: N8n;
	/** how often it ended and nobody had killed it */
	endedByItself = 0;
	#killed = false;
	#stopped = false;
	readonly #watching: Promise<void>;

	/** @param n8n one that runs */
	constructor(name: string, n8n: N8n) {
		this.name = name;
		this.n8n = n8n;
		this.#watching = this.#watch();
	}

	/** host:port */
	get address(): string {
		return new URL(this.n8n.url).host;
	}

	async #watch(): Promise<void> {
		while (!this.#stopped) {
			await this.n8n.ended;
			if (this.#stopped) return;
			if (!this.#killed) this.endedByItself++;
			this.#killed = false;
			await sleep(pause);
			if (this.#stopped) return;
			// What it waits for may be down itself: then it is tried again.
			await this.n8n.restart().catch(() => {});
		}
	}

	/** Resolves when it has ended; it comes back by itself. */
	async kill(): Promise<void> {
		this.#killed = true;
		await this.n8n.kill('SIGKILL');
	}

	/** @throws Failure with the end of n8n's log, if it doesn't get ready */
	async ready(timeout = 180_000): Promise<void> {
		const isReady = async () => this.n8n.isRunning() && (await this.n8n.isReady());
		const what = `${this.name} to be ready`;
		await waitFor(isReady, { what, timeout }).catch(async (error: Error) => {
			const log = await readFile(this.n8n.logFile, 'utf8').catch(() => '');
			throw new Failure(`${error.message} Its log ends so:\n${lastLines(log, 40)}`);
		});
	}

	async stop(): Promise<void> {
		this.#stopped = true;
		await this.n8n.stop();
		await this.#watching;
	}
}
