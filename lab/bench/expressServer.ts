import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { newToken } from '../../harness/n8n/receiver.ts';
import { loopback } from '../../harness/ports.ts';
import { treeCpuTime } from '../../harness/cpuTime.ts';
import type { Watched } from './slices.ts';
import type { Subject } from './subjects.ts';

export interface ExpressServer {
	subject: Subject;
	watched: Watched;
	stop(): void;
}

/** Starts express.ts in a separate process. */
export async function startExpress(): Promise<ExpressServer> {
	const token = newToken();
	const child = spawn(process.execPath, [fileURLToPath(new URL('express.ts', import.meta.url))], {
		stdio: ['ignore', 'pipe', 'ignore', 'ipc'],
		env: { ...process.env, TOKEN: token },
	});
	const [port] = (await once(createInterface(child.stdout!), 'line')) as [string];
	return {
		subject: {
			name: 'X',
			kind: 'message',
			url: `http://${loopback}:${port}/messages`,
			token,
			says: { accepted: 'OK', refused: 401 },
		},
		watched: {
			cpuTimes: () => ({ server: treeCpuTime(child.pid ?? 0) }),
			isIdle: async () => true,
		},
		stop: () => {
			child.kill();
		},
	};
}
