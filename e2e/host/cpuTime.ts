import { readFileSync, readdirSync } from 'node:fs';

/** Linux counts processor time in hundredths of a second here, on every architecture that n8n runs on. */
const ticksPerSecond = 100;

/** What Linux tells of a process, from its state on: the name before it, in brackets, may hold spaces. */
export function statOf(pid: number | string): string[] {
	return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
}

/** Processor time, in seconds, that a process and its threads have taken so far; Linux only. */
export function cpuTime(pid: number): number {
	const fields = statOf(pid);
	return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

/** The same of all processes of a process group. */
export function groupCpuTime(group: number): number {
	let sum = 0;
	for (const entry of readdirSync('/proc')) {
		if (!/^\d+$/.test(entry)) continue;
		try {
			if (Number(statOf(entry)[2]) === group) sum += cpuTime(Number(entry));
		} catch {
			// it has just ended
		}
	}
	return sum;
}
