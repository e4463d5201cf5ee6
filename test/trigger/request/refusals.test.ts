import type { IDataObject } from 'n8n-workflow';
import { lead } from '../../../nodes/events/lead';
import { SiteGptLeadTrigger } from '../../../nodes/SiteGptLeadTrigger/SiteGptLeadTrigger.node';
import { Batches } from '../../../nodes/trigger/request/batches';
import { type Endpoint, type EndpointSettings, serve, TOKEN } from '../../n8n/endpoint';

let endpoint: Endpoint;
let workflows = 0;

async function open(settings: EndpointSettings = {}): Promise<Endpoint> {
	const workflowId = `refusals-${++workflows}`;
	endpoint = await serve(new SiteGptLeadTrigger(), { workflowId, ...settings });
	return endpoint;
}
afterEach(async () => await endpoint.close());

describe('401 says in the log what is wrong with the token', () => {
	const sent = { 'X-WEBHOOK-TOKEN': 'another-token' };

	test.each<[string, IDataObject, Record<string, string>]>([
		['it has no X-WEBHOOK-TOKEN header', { token: TOKEN }, {}],
		["its token is not the credential's", { token: TOKEN }, sent],
		["its token is not the credential's", { token: '', previousToken: TOKEN }, sent],
		["the node's credential has no token", { token: '' }, sent],
		["the node's credential has no token", { token: '', previousToken: '' }, {}],
	])('%s: credential %j, headers %j', async (reason, credential, headers) => {
		const { post, logged } = await open({ credential: async () => credential });
		expect(await post(lead.sample, headers)).toMatchObject({ status: 401 });
		expect(logged).toEqual([expect.stringContaining(reason)]);
	});
});

test('if too many events wait, one more gets 503, and the log says what to do', async () => {
	const join = jest.spyOn(Batches.prototype, 'join').mockResolvedValue({ type: 'refused' });
	try {
		const { post, logged } = await open({ parameters: { options: { maxEvents: 10 } } });
		expect(await post(lead.sample)).toEqual({
			status: 503,
			body: { error: 'Service Unavailable' },
		});
		expect(logged).toEqual([expect.stringContaining('increase Max Events per Execution')]);
	} finally {
		join.mockRestore();
	}
});
