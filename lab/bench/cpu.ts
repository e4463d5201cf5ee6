import { readdirSync } from 'node:fs';
import { cpuTime, statOf } from '../../e2e/host/cpuTime.ts';

/**
 * Processor time, in seconds, that a process and all that it started have taken so far; Linux only. Not by
 * process group: each of Postgres' processes leads one of its own.
 */
export function treeCpuTime(root: number): number {
	const children = new Map<number, number[]>();
	for (const entry of readdirSync('/proc')) {
		if (!/^\d+$/.test(entry)) continue;
		const parent = parentOf(entry);
		if (parent === undefined) continue;
		children.set(parent, [...(children.get(parent) ?? []), Number(entry)]);
	}
	const sum = (pid: number): number =>
		timeOf(pid) + (children.get(pid) ?? []).reduce((total, child) => total + sum(child), 0);
	return sum(root);
}

function parentOf(pid: string): number | undefined {
	try {
		return Number(statOf(pid)[1]);
	} catch {
		return undefined; // it has just ended
	}
}

function timeOf(pid: number): number {
	try {
		return cpuTime(pid);
	} catch {
		return 0; // it has just ended
	}
}
