import { readFileSync, readdirSync } from 'node:fs';

/** Linux counts processor time in hundredths of a second here, on every architecture that n8n runs on. */
const ticksPerSecond = 100;

/** Parent and processor time of a process; undefined if it has just ended. */
function statOf(pid: string): { parent: number; seconds: number } | undefined {
	try {
		// The name before the state, in brackets, may hold spaces.
		const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
		const [user, system] = [Number(fields[11]), Number(fields[12])];
		return { parent: Number(fields[1]), seconds: (user + system) / ticksPerSecond };
	} catch {
		return undefined;
	}
}

/**
 * Processor time, in seconds, that a process and all that it started have taken so far; Linux only. Not by
 * process group: each of Postgres' processes leads one of its own.
 */
export function treeCpuTime(root: number): number {
	const pids = readdirSync('/proc').filter((entry) => /^\d+$/.test(entry));
	const stats = new Map(pids.map((pid) => [Number(pid), statOf(pid)]));
	const sum = (pid: number): number => {
		const children = [...stats].filter(([, stat]) => stat?.parent === pid);
		return children.reduce((all, [child]) => all + sum(child), stats.get(pid)?.seconds ?? 0);
	};
	return sum(root);
}
