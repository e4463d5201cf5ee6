/** Tests the triggers over HTTP, in a real n8n with the packed package. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import { type N8n, startN8nWithPackage } from '../harness/n8n/n8n.ts';
import { tokens } from '../harness/n8n/receiver.ts';
import { answers } from './contract/answers.ts';
import { badInput } from './contract/badInput.ts';
import { batches } from './contract/batches.ts';
import { loading } from './contract/loading.ts';
import { log } from './contract/log.ts';
import { restart } from './contract/restart.ts';
import { settings } from './contract/settings.ts';
import { storing } from './contract/storing.ts';

describe('contract', () => {
	let running: N8n | undefined;
	const n8n = () => running as N8n;

	before(async () => {
		running = await startN8nWithPackage();
	});
	after(async () => await running?.stop());

	loading(n8n);
	answers(n8n);
	settings(n8n);
	batches(n8n);
	badInput(n8n);
	log(n8n);
	storing(n8n);
	restart(n8n);

	test('stored executions and the log contain no token', async () => {
		const { client, logFile } = n8n();
		const executions = await client.executions();
		assert.ok(executions.length > 20);
		const stored = await Promise.all(
			executions.map(async ({ id }) =>
				JSON.stringify(await client.request('GET', `/rest/executions/${id}`)),
			),
		);
		const log = await readFile(logFile, 'utf8');
		for (const token of tokens) {
			assert.ok(!log.includes(token));
			for (const execution of stored) assert.ok(!execution.includes(token));
		}
	});
});
