import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { JsonObject } from '../../harness/json.ts';
import { unpack } from '../unpacked.ts';
import type { Poll } from './nodeProcess.ts';

/** A polling trigger in a process of its own, so that the server's work isn't part of its time. */
export interface PollingNode {
	/** @throws Error if the poll throws */
	poll(): Promise<Poll>;
	stop(): Promise<void>;
}

export async function startPollingNode(
	tarball: string,
	parameters: JsonObject,
	credential: JsonObject,
): Promise<PollingNode> {
	const folder = await unpack(tarball);
	const child = fork(
		fileURLToPath(new URL('nodeProcess.ts', import.meta.url)),
		[join(folder, 'package'), JSON.stringify(parameters), JSON.stringify(credential)],
		{
			// n8n-core stores an encryption key in its user folder.
			env: { ...process.env, N8N_USER_FOLDER: folder },
			stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
		},
	);
	const ended = once(child, 'exit');
	const answer = async (): Promise<unknown> => {
		const exit = ended.then(() => {
			throw new Error('The process of the polling trigger has ended');
		});
		const [message] = (await Promise.race([once(child, 'message'), exit])) as [unknown];
		return message;
	};
	await answer();
	return {
		async poll() {
			const result = answer();
			child.send('poll');
			const poll = (await result) as Poll;
			if (poll.error !== undefined) throw new Error(poll.error);
			return poll;
		},
		async stop() {
			child.kill();
			await ended;
		},
	};
}
