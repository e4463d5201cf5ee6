import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../../failure.ts';
import { lastLines } from '../../npm.ts';
import { waitFor } from '../../wait.ts';
import type { N8n } from '../n8n.ts';

/** ms between the end of a process and its restart */
const PAUSE_MS = 1_000;

/** An n8n process that is restarted whenever it ends, like with Docker's restart policy. */
export class Supervised {
	readonly name: string;
	readonly n8n: N8n;
	/** how often it ended without being killed */
	endedByItself = 0;
	#killed = false;
	#stopped = false;
	readonly #watching: Promise<void>;

	/** @param n8n a running n8n */
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
			await sleep(PAUSE_MS);
			if (this.#stopped) return;
			// Something it depends on may be down; then the loop tries again.
			await this.n8n.restart().catch(() => {});
		}
	}

	/** Kills the process and resolves when it has ended; it restarts by itself. */
	async kill(): Promise<void> {
		this.#killed = true;
		await this.n8n.kill('SIGKILL');
	}

	/**
	 * Removes what a worker has written down about the executions it started. When it restarts, it marks those
	 * as crashed.
	 */
	async forgetStarted(): Promise<void> {
		const folder = join(this.n8n.folder, '.n8n');
		const logs = (await readdir(folder)).filter((name) => name.startsWith('n8nEventLog'));
		for (const log of logs) await rm(join(folder, log), { force: true });
	}

	/** @throws Failure with the end of n8n's log, if it isn't ready in time */
	async ready(timeout = 180_000): Promise<void> {
		const isReady = async () => this.n8n.isRunning() && (await this.n8n.isReady());
		const what = `${this.name} to be ready`;
		await waitFor(isReady, { what, timeout }).catch(async (error: Error) => {
			const log = await readFile(this.n8n.logFile, 'utf8').catch(() => '');
			throw new Failure(`${error.message} Its log ends with:\n${lastLines(log, 40)}`);
		});
	}

	async stop(): Promise<void> {
		this.#stopped = true;
		await this.n8n.stop();
		await this.#watching;
	}
}
