import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '../../harness/json.ts';
import type { Execution } from '../../harness/n8n/executions.ts';
import { locator, type WorkflowNode } from '../../harness/n8n/workflows.ts';
import type { SiteGptServer } from '../../harness/siteGpt/server.ts';

/** Runs an operation on the items, with the node's On Error setting. */
type Call = (
	parameters: JsonObject,
	items: JsonObject[],
	node: Pick<WorkflowNode, 'onError'>,
) => Promise<Execution>;

const refusal = {
	ok: false,
	error: {
		code: 'LEAD_LOCKED',
		message: 'The lead is locked.',
		hint: 'Unlock it.',
		details: { by: 'Olga' },
	},
	meta: { requestId: 'request_1' },
};

const refused = {
	error: 'The lead is locked (LEAD_LOCKED)',
	details: {
		code: 'LEAD_LOCKED',
		status: 422,
		hint: 'Unlock it.',
		description: 'Unlock it.\nDetails: {"by":"Olga"}\nRequest ID: request_1',
		requestId: 'request_1',
		scope: 'leads:read',
		details: { by: 'Olga' },
	},
};

/** What an item contains if it fails and the workflow goes on. */
export function onError(call: Call, siteGpt: () => SiteGptServer) {
	/** Gets three leads: one that is there, one that SiteGPT refuses, and one that is refused before the call. */
	async function getThree(setting: WorkflowNode['onError']) {
		const { state, faults } = siteGpt();
		const { chatbotId, id } = state.addLead(state.addChatbot().id);
		faults.push({
			fault: { status: 422, body: JSON.stringify(refusal) },
			when: ({ path }) => path.endsWith('/locked'),
		});
		const items = [id, 'locked', '..'].map((leadId) => ({ leadId, note: `note on ${leadId}` }));
		const parameters = {
			resource: 'lead',
			operation: 'get',
			chatbotId: locator(chatbotId),
			leadId: locator('={{ $json.leadId }}'),
		};
		const { status, runs } = await call(parameters, items, { onError: setting });
		assert.equal(status, 'success');
		const main = runs.SiteGPT?.[0]?.data?.main ?? [];
		return { items, outputs: main.map((output) => (output ?? []).map(({ json }) => json)) };
	}

	test('On Error: Continue: an item has the error and its details', async () => {
		const { items, outputs } = await getThree('continueRegularOutput');
		const [found, ...failed] = outputs[0] ?? [];
		assert.equal(found?.id, items[0]?.leadId);
		assert.deepEqual(failed, [refused, { error: '".." can\'t be a lead ID.' }]);
	});

	test('On Error: Continue (using error output): likewise, with the fields of the input', async () => {
		const { items, outputs } = await getThree('continueErrorOutput');
		const [found = [], failed] = outputs;
		assert.deepEqual(
			found.map(({ id }) => id),
			[items[0]?.leadId],
		);
		assert.deepEqual(failed, [
			{ ...items[1], ...refused },
			{ ...items[2], error: '".." can\'t be a lead ID.' },
		]);
	});
}
