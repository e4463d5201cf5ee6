import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { JsonObject } from '../../harness/json.ts';
import { getItems } from '../../harness/n8n/executions.ts';
import { faults } from '../../harness/siteGpt/faults.ts';
import { waitFor } from '../../harness/wait.ts';
import { Polled, type Setting } from './session.ts';

export function basics(setting: () => Setting): void {
	test('new leads start the workflow once, with all leads since the last poll', async () => {
		const polled = await Polled.create(setting());
		await polled.publish();
		const ids = polled.addLeads(1);
		// SiteGPT's times can't tell the order of what comes in the same millisecond.
		await sleep(5);
		ids.push(...polled.addLeads(1));
		await polled.executions.assertEachOnce(ids);
		const [execution, ...others] = await polled.executions.ended();
		assert.deepEqual(others, []);
		const items = getItems(execution!, 'Trigger');
		assert.deepEqual(
			items.map(({ lead }) => (lead as JsonObject).id),
			ids,
		);
		await polled.unpublish();
	});

	test('if SiteGPT rejects the token, n8n reports it for the published workflow', async () => {
		const { client } = setting();
		const polled = await Polled.create(setting());
		const restore = polled.break(faults.tokenExpired);
		const published = await polled.publish().catch((error: Error) => error);
		const sentence = /The token has expired \(TOKEN_NOT_VALID\)/;
		// Older versions of n8n start the trigger while they publish.
		if (published instanceof Error) return assert.match(published.message, sentence);
		const status = await waitFor(
			async () => {
				const { id } = polled.workflow;
				const said = await client.request('GET', `/rest/workflows/${id}/publication-status`);
				return JSON.stringify(said).includes('failed') && JSON.stringify(said);
			},
			{ what: 'n8n to report that the trigger failed', timeout: 100_000 },
		);
		assert.match(status, sentence);
		restore();
		await polled.unpublish();
	});
}
