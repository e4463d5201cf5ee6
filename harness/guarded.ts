import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import type { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { Failure } from './failure.ts';

export interface Command {
	command: string;
	args: string[];
	cwd: string;
	env: Record<string, string>;
	/** standard output and standard error are appended to this file */
	logFile: string;
}

export interface Ending {
	code: number | null;
	signal: NodeJS.Signals | null;
}

export interface GuardedProcess {
	readonly pid: number;
	readonly ended: Promise<Ending>;
	isRunning(): boolean;
	/**
	 * Sends SIGTERM and SIGINT only to the process, which then ends its own children cleanly; sends any
	 * other signal to the whole group. Does nothing once the process has ended.
	 */
	kill(signal: NodeJS.Signals): void;
}

let guard: ChildProcess | undefined;

/** Starts guard.ts, which must not keep this process alive. */
function startGuard(): ChildProcess {
	const child = spawn(process.execPath, [fileURLToPath(new URL('guard.ts', import.meta.url))], {
		detached: true,
		env: {},
		stdio: ['pipe', 'ignore', 'ignore'],
	});
	child.stdin.on('error', () => {});
	(child.stdin as unknown as Socket).unref();
	child.unref();
	return child;
}

/** Removes the folder when this process ends for any reason. */
export function removeAtEnd(folder: string): void {
	guard ??= startGuard();
	guard.stdin?.write(`+${folder}\n`);
}

export function leaveAtEnd(folder: string): void {
	guard?.stdin?.write(`-${folder}\n`);
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
	try {
		process.kill(signal === 'SIGTERM' || signal === 'SIGINT' ? pid : -pid, signal);
	} catch {
		// the process has just ended
	}
}

/** Starts a command that is killed when this process ends for any reason. It leads a group, so its children are too. */
export async function startGuarded(options: Command): Promise<GuardedProcess> {
	const { command, args, cwd, env, logFile } = options;
	guard ??= startGuard();
	const log = openSync(logFile, 'a');
	const child = spawn(command, args, { cwd, env, detached: true, stdio: ['ignore', log, log] });
	closeSync(log);
	const { pid } = child;
	if (pid === undefined) {
		const [error] = (await once(child, 'error')) as [NodeJS.ErrnoException];
		throw new Failure(
			error.code === 'ENOENT'
				? `Could not find ${command}. Install it, or add its folder to PATH.`
				: `Could not start ${command}: ${error.message}.`,
		);
	}
	guard.stdin?.write(`+${pid}\n`);
	let isRunning = true;
	const ended = new Promise<Ending>((resolve) => {
		child.once('exit', (code, signal) => {
			isRunning = false;
			signalGroup(pid, 'SIGKILL');
			guard?.stdin?.write(`-${pid}\n`);
			resolve({ code, signal });
		});
	});
	return {
		pid,
		ended,
		isRunning: () => isRunning,
		kill: (signal) => (isRunning ? signalGroup(pid, signal) : undefined),
	};
}

/** Kills everything that still runs and removes the folders; resolves when that's done. */
export async function endGuarded(): Promise<void> {
	const ending = guard;
	guard = undefined;
	if (!ending || ending.exitCode !== null) return;
	const exited = once(ending, 'exit');
	ending.ref();
	ending.stdin?.end();
	await exited;
}
