import { setTimeout as sleep } from 'node:timers/promises';
import type { N8n } from '../../e2e/host/n8n.ts';
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

	async ready(timeout = 180_000): Promise<void> {
		await waitFor(async () => this.n8n.isRunning() && (await this.n8n.isReady()), {
			what: `${this.name} to be ready`,
			timeout,
		});
	}

	async stop(): Promise<void> {
		this.#stopped = true;
		await this.n8n.stop();
		await this.#watching;
	}
}
