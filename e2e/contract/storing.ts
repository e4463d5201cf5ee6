import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { N8n } from '../../harness/n8n/n8n.ts';
import { Receiver } from '../../harness/n8n/receiver.ts';
import { triggers } from '../../harness/n8n/triggers.ts';
import { eventFor } from '../../harness/siteGpt/payloads.ts';
import { can } from './differences.ts';

/** ms that the database stays locked; n8n waits longer than this for it, and then stores */
const WAITED_MS = 700;

/** ms that are enough for n8n, even on a busy machine, if it doesn't have to write */
const LONG_ENOUGH_MS = 5000;

/** Whether a promise resolves within `within` ms while only this process can write to n8n's database. */
async function doneWhileLocked(
	{ folder }: N8n,
	within: number,
	begin: () => Promise<unknown>,
): Promise<boolean> {
	const path = join(folder, '.n8n', 'database.sqlite');
	const database = new DatabaseSync(path, { timeout: 5000 });
	try {
		// Others can still read, so n8n finds the workflow and the credential.
		database.exec('BEGIN IMMEDIATE');
		return await Promise.race([begin().then(() => true), sleep(within, false, { ref: false })]);
	} finally {
		database.close();
	}
}

export function storing(n8n: () => N8n): void {
	test('the answer to an accepted event waits until n8n has stored its execution', async () => {
		const receiver = await Receiver.create(n8n(), triggers.lead);
		let answer: ReturnType<Receiver['post']> | undefined;
		const begin = async () => await (answer = receiver.post(eventFor(triggers.lead)));
		const stores = can('storeBeforeAnswering');
		const isAnswered = await doneWhileLocked(n8n(), stores ? WAITED_MS : LONG_ENOUGH_MS, begin);
		assert.equal(isAnswered, !stores);
		assert.deepEqual(await answer, { status: 200, body: { status: 'accepted' } });
		if (stores) await receiver.executions(1);
	});

	test("a rejection doesn't wait for the database", async () => {
		const receiver = await Receiver.create(n8n(), triggers.lead);
		const refuse = async () => {
			assert.equal((await receiver.post({}, { 'X-WEBHOOK-TOKEN': 'wrong' })).status, 401);
			assert.equal((await receiver.post({})).status, 400);
		};
		assert.equal(await doneWhileLocked(n8n(), LONG_ENOUGH_MS, refuse), true);
		await receiver.executions(0);
	});
}
