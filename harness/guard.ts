/**
 * Cleans up after its parent. When the parent ends for any reason, even SIGKILL, the pipe between the two closes:
 * this process then kills the process groups and removes the folders that are still listed. A line `+pid` or
 * `+folder` adds to the list, and `-` removes from it. Only guarded.ts starts it.
 */
import { rmSync } from 'node:fs';
import { createInterface } from 'node:readline';

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});

const left = new Set<string>();
for await (const line of createInterface({ input: process.stdin })) {
	if (line.startsWith('+')) left.add(line.slice(1));
	else left.delete(line.slice(1));
}
const isProcess = (entry: string) => /^\d+$/.test(entry);
for (const pid of [...left].filter(isProcess)) {
	try {
		process.kill(-pid, 'SIGKILL');
	} catch {
		// the group has no processes left
	}
}
for (const folder of [...left].filter((entry) => !isProcess(entry))) {
	rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
}
