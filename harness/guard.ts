/**
 * A separate process that runs commands for its parent and makes sure that none of them outlives the
 * parent. When the parent ends for any reason, even SIGKILL, the channel between the two closes. The guard then
 * kills the commands that still run and removes the folders it was given.
 *
 * Only guarded.ts starts it.
 */
import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { rm } from 'node:fs/promises';

export interface Command {
	command: string;
	args: string[];
	cwd: string;
	env: Record<string, string>;
	/** standard output and standard error are appended to this file */
	logFile: string;
}

export type Order =
	| { order: 'run'; id: number; command: Command }
	| { order: 'remove'; folder: string }
	| { order: 'leave'; folder: string };

export type Report =
	| { report: 'started'; id: number; pid: number }
	| { report: 'failed'; id: number; message: string; code?: string }
	| { report: 'ended'; id: number; code: number | null; signal: NodeJS.Signals | null };

const running = new Map<number, Promise<void>>();
const folders = new Set<string>();

function tell(report: Report): void {
	// The parent may already be gone.
	if (process.connected) process.send?.(report, () => {});
}

/** Each command leads a process group, so its children can be killed with it. */
function killGroup(pid: number): void {
	try {
		process.kill(-pid, 'SIGKILL');
	} catch {
		// the group has no processes left
	}
}

function run(id: number, { command, args, cwd, env, logFile }: Command): void {
	const log = openSync(logFile, 'a');
	const child = spawn(command, args, { cwd, env, detached: true, stdio: ['ignore', log, log] });
	closeSync(log);
	child.once('error', (error: NodeJS.ErrnoException) => {
		if (child.pid === undefined) {
			tell({ report: 'failed', id, message: error.message, code: error.code });
		}
	});
	const { pid } = child;
	if (pid === undefined) return;
	running.set(
		pid,
		new Promise((resolve) => {
			child.once('exit', (code, signal) => {
				killGroup(pid);
				running.delete(pid);
				tell({ report: 'ended', id, code, signal });
				resolve();
			});
		}),
	);
	tell({ report: 'started', id, pid });
}

process.on('message', (message: Order) => {
	if (message.order === 'remove') folders.add(message.folder);
	else if (message.order === 'leave') folders.delete(message.folder);
	else {
		try {
			run(message.id, message.command);
		} catch (error) {
			tell({ report: 'failed', id: message.id, message: String(error) });
		}
	}
});

process.once('disconnect', () => {
	void (async () => {
		const ended = [...running.values()];
		for (const pid of running.keys()) killGroup(pid);
		await Promise.all(ended);
		for (const folder of folders) {
			await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
		}
		process.exit(0);
	})();
});

// The guard exits only when its channel closes.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
