import { type ChildProcess, fork } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Failure } from '../../harness/failure.ts';
import { packageFolder } from '../../harness/paths.ts';
import type { Order, Outcome } from './worker.ts';

/** Above this, a worker is replaced, because something keeps what it has loaded. */
const MAX_MEMORY_MB = 1_000;

export interface PoolOptions {
	workers: number;
	/** Jest's configuration */
	config: object;
	/** for what the workers write */
	folder: string;
}

/** Processes that run test files. */
export class Pool {
	private readonly workers: TestWorker[];

	constructor({ workers, config, folder }: PoolOptions) {
		const args = [packageFolder, JSON.stringify(config)];
		this.workers = Array.from({ length: workers }, () => new TestWorker(args, folder));
	}

	/** Does `work` for each item, as many at a time as there are workers. */
	async forEach<Item>(
		items: readonly Item[],
		work: (item: Item, worker: TestWorker) => Promise<void>,
	): Promise<void> {
		const rest = items.values();
		await Promise.all(
			this.workers.map(async (worker) => {
				for (const item of rest) await work(item, worker);
			}),
		);
	}

	async end(): Promise<void> {
		await Promise.all(this.workers.map(async (worker) => await worker.end()));
	}
}

export class TestWorker {
	private child: ChildProcess | undefined;
	private isOver = false;
	private readonly args: string[];
	private readonly folder: string;

	constructor(args: string[], folder: string) {
		this.args = args;
		this.folder = folder;
	}

	/** Undefined if it took longer than `maxMs`. */
	async run(order: Order, maxMs: number): Promise<Outcome | undefined> {
		if (this.isOver) throw new Failure('The run was stopped.');
		const child = (this.child ??= this.start());
		const answered = new AbortController();
		const { signal } = answered;
		const outcome = await Promise.race([
			new Promise<Outcome | undefined>((resolve) => {
				child.once('message', (message) => resolve(message as Outcome));
				child.once('exit', () => resolve(undefined));
				child.send(order);
			}),
			wait(maxMs, undefined, { signal }).catch(() => undefined),
		]);
		answered.abort();
		child.removeAllListeners();
		if (outcome === undefined || outcome.memoryMb > MAX_MEMORY_MB) await this.restart();
		return outcome;
	}

	async end(): Promise<void> {
		this.isOver = true;
		await this.restart();
	}

	private start(): ChildProcess {
		const log = openSync(join(this.folder, 'workers.log'), 'a');
		const child = fork(fileURLToPath(new URL('worker.ts', import.meta.url)), this.args, {
			cwd: packageFolder,
			execArgv: ['--expose-gc'],
			stdio: ['ignore', log, log, 'ipc'],
			env: {
				...process.env,
				NODE_ENV: 'test',
				N8N_USER_FOLDER: this.folder,
				// The same random inputs for each mutant, or a test may fail for another reason.
				FC_SEED: '1',
			},
		});
		closeSync(log);
		return child;
	}

	/** The next run is in a new process. */
	async restart(): Promise<void> {
		const { child } = this;
		this.child = undefined;
		if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
		const exited = new Promise((resolve) => child.once('exit', resolve));
		child.kill('SIGKILL');
		await exited;
	}
}
