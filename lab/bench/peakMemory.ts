import { readFileSync, writeFileSync } from 'node:fs';

/** The most memory that a process has had resident since the last call, in bytes (Linux). */
export function peakMemoryOf(pid: number): () => number {
	return () => {
		const [, kilobytes] =
			/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
		// proc(5): sets the peak back to what is resident now.
		writeFileSync(`/proc/${pid}/clear_refs`, '5');
		return Number(kilobytes) * 1024;
	};
}
