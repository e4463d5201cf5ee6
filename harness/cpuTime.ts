import { readdirSync, readFileSync } from 'node:fs';

/** Linux reports processor time here in hundredths of a second, on every architecture that n8n runs on. */
const TICKS_PER_SECOND = 100;

/** A process's parent and processor time; undefined if it has just ended. */
function readStat(pid: string): { parent: number; seconds: number } | undefined {
	try {
		// The process name, in parentheses before the state, can contain spaces.
		const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
		const [user, system] = [Number(fields[11]), Number(fields[12])];
		return { parent: Number(fields[1]), seconds: (user + system) / TICKS_PER_SECOND };
	} catch {
		return undefined;
	}
}

/**
 * Processor time in seconds that a process and all its descendants have used so far; Linux only. Doesn't go by
 * process group, because each Postgres process leads its own.
 */
export function treeCpuTime(root: number): number {
	const pids = readdirSync('/proc').filter((entry) => /^\d+$/.test(entry));
	const stats = new Map(pids.map((pid) => [Number(pid), readStat(pid)]));
	const sum = (pid: number): number => {
		const children = [...stats].filter(([, stat]) => stat?.parent === pid);
		return children.reduce((all, [child]) => all + sum(child), stats.get(pid)?.seconds ?? 0);
	};
	return sum(root);
}
