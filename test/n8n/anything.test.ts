import fc from 'fast-check';
import { lead } from '../../nodes/events/lead';
import { SiteGptLeadTrigger } from '../../nodes/SiteGptLeadTrigger/SiteGptLeadTrigger.node';
import { anyData } from '../events/arbitraries';
import { lostValues } from '../events/lostValues';
import { type Endpoint, serve, TOKEN } from './endpoint';

let endpoint: Endpoint;

afterEach(async () => await endpoint.close());

/** A lead with any of its parts replaced by anything. */
const mutated = fc
	.tuple(
		fc.constantFrom('event', 'data', 'data.chatbotId', 'data.leadDetails', 'data.leadDetails.id'),
		fc.jsonValue(),
	)
	.map(([path, value]) => {
		const payload = structuredClone(lead.sample) as Record<string, unknown>;
		const keys = path.split('.');
		let parent = payload;
		for (const key of keys.slice(0, -1)) parent = parent[key] as Record<string, unknown>;
		parent[keys[keys.length - 1]] = value;
		return JSON.stringify(payload);
	});

const oddKeys = fc.constantFrom('__proto__', 'constructor', 'toString', 'hasOwnProperty', 'event');
const withOddKeys = fc
	.tuple(oddKeys, fc.json())
	.map(([key, value]) =>
		JSON.stringify(lead.sample).replaceAll('"company"', `"${key}":${value},"x"`),
	);

const body = fc.oneof(fc.json(), mutated, withOddKeys, fc.string());
const parameters = fc.record({
	simple: fc.boolean(),
	chatbotIds: fc.oneof(fc.constant(''), fc.string()),
	options: fc.record(
		{
			onInvalidPayload: fc.constantFrom('reject', 'emit'),
			onUnknownEvent: fc.constantFrom('ignore', 'emit'),
			ignoreDuplicates: fc.constantFrom('off', 'process', 'other'),
			duplicateWindow: fc.oneof(fc.integer(), fc.double(), fc.string()),
			acknowledge: fc.constantFrom('onReceived', 'other'),
		},
		{ requiredKeys: [] },
	),
});

test('any request is answered with 200, 400, 401, or 503, and nothing is thrown', async () => {
	const settings: { parameters: never } = { parameters: {} as never };
	endpoint = await serve(new SiteGptLeadTrigger(), settings);
	await fc.assert(
		fc.asyncProperty(
			body,
			parameters,
			fc.constantFrom('application/json', 'text/plain', 'application/x-www-form-urlencoded'),
			fc.constantFrom(TOKEN, 'wrong'),
			async (sent, values, contentType, token) => {
				settings.parameters = values as never;
				endpoint.executions.length = 0;
				const response = await fetch(endpoint.url, {
					method: 'POST',
					headers: { 'Content-Type': contentType, 'X-WEBHOOK-TOKEN': token },
					body: sent,
				});
				const text = await response.text();
				// Not JSON: n8n rejects it with 422 before the node gets it.
				if (contentType === 'application/json' && !isJson(sent)) return;
				expect(endpoint.thrown).toEqual([]);
				expect([200, 400, 401, 503]).toContain(response.status);
				expect(typeof JSON.parse(text)).toBe('object');
				if (token === 'wrong') expect(response.status).toBe(401);
				if (response.status !== 200) expect(endpoint.executions).toEqual([]);
				for (const item of endpoint.executions) {
					expect(Object.getPrototypeOf(item)).toBe(Object.prototype);
					expect(JSON.stringify(item)).not.toContain('"__proto__":');
				}
			},
		),
		{ numRuns: 1000 },
	);
}, 60_000);

test('a lead with a chatbotId is accepted and loses no value, whatever else it contains', async () => {
	// Each should be a different event, but arbitrary JSON may repeat.
	const parameters = { options: { ignoreDuplicates: 'off' } };
	endpoint = await serve(new SiteGptLeadTrigger(), { parameters });
	await fc.assert(
		fc.asyncProperty(anyData, fc.boolean(), async (data, isTyped) => {
			endpoint.executions.length = 0;
			const contentType = isTyped ? 'application/json' : 'text/plain';
			const payload = { event: lead.name, data };
			const answer = await endpoint.post(payload, {
				'X-WEBHOOK-TOKEN': TOKEN,
				'Content-Type': contentType,
			});
			expect(answer).toEqual({ status: 200, body: { status: 'accepted' } });
			expect(lostValues(payload, endpoint.executions[0])).toEqual([]);
		}),
		{ numRuns: 300 },
	);
}, 60_000);

function isJson(text: string): boolean {
	try {
		JSON.parse(text);
		return true;
	} catch {
		return false;
	}
}
