import { lead } from '../../nodes/events/lead';
import { SiteGptLeadTrigger } from '../../nodes/SiteGptLeadTrigger/SiteGptLeadTrigger.node';
import { type Endpoint, serve } from './endpoint';

describe('Acknowledge: After Workflow Succeeds', () => {
	let endpoint: Endpoint;
	let runs: Array<(hasSucceeded: boolean) => void>;
	let underWay: Array<() => void>;

	beforeEach(async () => {
		runs = [];
		underWay = [];
		endpoint = await serve(new SiteGptLeadTrigger(), {
			workflowId: expect.getState().currentTestName,
			parameters: { options: { acknowledge: 'lastNode', ignoreDuplicates: 'all' } },
			run: async () =>
				await new Promise<boolean>((resolve) => {
					runs.push(resolve);
					underWay.shift()?.();
				}),
		});
	});
	afterEach(async () => await endpoint.close());

	/** Delivers the event and waits until its workflow runs. */
	async function start() {
		const isUnderWay = new Promise<void>((resolve) => underWay.push(resolve));
		const answer = endpoint.post(lead.sample);
		await isUnderWay;
		return { answer, end: runs.shift()! };
	}

	test('while the workflow runs, a repeat is pending; after it succeeded, a duplicate', async () => {
		const { answer, end } = await start();
		expect(await endpoint.post(lead.sample)).toEqual({
			status: 503,
			body: { status: 'pending' },
		});
		end(true);
		expect(await answer).toEqual({ status: 200, body: { status: 'accepted' } });
		expect(await endpoint.post(lead.sample)).toEqual({
			status: 200,
			body: { status: 'duplicate' },
		});
		expect(endpoint.executions).toHaveLength(1);
	});

	test('after the workflow failed, a repeat runs it again', async () => {
		const first = await start();
		first.end(false);
		expect(await first.answer).toMatchObject({ status: 500 });
		const second = await start();
		second.end(true);
		expect(await second.answer).toEqual({ status: 200, body: { status: 'accepted' } });
		expect(await endpoint.post(lead.sample)).toMatchObject({ body: { status: 'duplicate' } });
		expect(endpoint.executions).toHaveLength(2);
	});
});
