import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Failure } from './failure.ts';
import type { Command, Order, Report } from './guard.ts';

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

interface Waiting {
	started(pid: number): void;
	failed(message: string, code?: string): void;
	ended(ending: Ending): void;
}

let guard: ChildProcess | undefined;
let lastId = 0;
const waiting = new Map<number, Waiting>();
const groups = new Map<number, number>();
const folders = new Set<string>();

function signalGroup(pid: number, signal: NodeJS.Signals): void {
	try {
		process.kill(signal === 'SIGTERM' || signal === 'SIGINT' ? pid : -pid, signal);
	} catch {
		// the process has just ended
	}
}

function receive(report: Report): void {
	const entry = waiting.get(report.id);
	if (report.report === 'started') {
		groups.set(report.id, report.pid);
		entry?.started(report.pid);
		return;
	}
	waiting.delete(report.id);
	groups.delete(report.id);
	// Running commands keep this process alive, as its own children would; nothing else does.
	if (waiting.size === 0) guard?.channel?.unref();
	if (report.report === 'ended') entry?.ended({ code: report.code, signal: report.signal });
	else entry?.failed(report.message, report.code);
}

/** Called only if the guard was killed from outside: this process then has to clean up its commands and folders. */
function guardIsGone(): void {
	guard = undefined;
	for (const pid of groups.values()) signalGroup(pid, 'SIGKILL');
	groups.clear();
	for (const entry of waiting.values()) entry.ended({ code: null, signal: 'SIGKILL' });
	waiting.clear();
	for (const folder of folders) order({ order: 'remove', folder });
}

function theGuard(): ChildProcess {
	if (guard?.connected) return guard;
	const child = fork(fileURLToPath(new URL('guard.ts', import.meta.url)), {
		detached: true,
		execArgv: [],
		env: {},
		stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
	});
	child.on('message', receive);
	child.once('disconnect', () => {
		if (guard === child) guardIsGone();
	});
	child.unref();
	child.channel?.unref();
	guard = child;
	return child;
}

function order(message: Order): void {
	theGuard().send(message);
}

/** Removes the folder when this process ends for any reason. */
export function removeAtEnd(folder: string): void {
	folders.add(folder);
	order({ order: 'remove', folder });
}

/** Undoes `removeAtEnd`. */
export function leaveAtEnd(folder: string): void {
	folders.delete(folder);
	order({ order: 'leave', folder });
}

/** Starts a command that is killed when this process ends for any reason. */
export async function startGuarded(command: Command): Promise<GuardedProcess> {
	const id = ++lastId;
	return await new Promise((resolve, reject) => {
		let running = true;
		let tellEnded: (ending: Ending) => void;
		const ended = new Promise<Ending>((tell) => {
			tellEnded = tell;
		});
		waiting.set(id, {
			started: (pid) =>
				resolve({
					pid,
					ended,
					isRunning: () => running,
					kill: (signal) => {
						if (running) signalGroup(pid, signal);
					},
				}),
			failed: (message, code) =>
				reject(
					new Failure(
						code === 'ENOENT'
							? `Could not find ${command.command}. Install it, or add its folder to PATH.`
							: `Could not start ${command.command}: ${message}.`,
					),
				),
			ended: (ending) => {
				running = false;
				tellEnded(ending);
				reject(new Failure(`${command.command} exited before it had started.`));
			},
		});
		order({ order: 'run', id, command });
		guard?.channel?.ref();
	});
}

/** Kills everything that still runs and removes the folders; resolves when that's done. */
export async function endGuarded(): Promise<void> {
	const ending = guard;
	if (!ending?.connected) return;
	guard = undefined;
	groups.clear();
	folders.clear();
	const exited = new Promise((resolve) => ending.once('exit', resolve));
	ending.ref();
	ending.disconnect();
	await exited;
	for (const entry of waiting.values()) entry.ended({ code: null, signal: 'SIGKILL' });
	waiting.clear();
}
