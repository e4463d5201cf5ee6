import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { JsonObject } from '../../harness/json.ts';
import { n8nFolder } from '../../harness/paths.ts';
import { findings, idleOneBacklog, type Costs } from './findings.ts';
import type { ApiObject, OtherPoller } from './otherPollers.ts';

export interface OtherCost extends Costs {
	name: string;
}

type PollFunction = (this: object) => Promise<Array<Array<{ json: JsonObject }>> | null>;

interface Options {
	uri?: string;
	url?: string;
	qs?: JsonObject;
	body?: JsonObject;
}

/** Drives poll() of one of n8n's own triggers with an API in this process, which answers without a delay. */
export async function measureOther(poller: OtherPoller, backlogSize: number): Promise<OtherCost> {
	const require = createRequire(join(n8nFolder, 'package.json'));
	const module = require(`n8n-nodes-base/dist/nodes/${poller.file}.node.js`) as Record<
		string,
		new () => { poll: PollFunction }
	>;
	const trigger = new module[poller.file.split('/').at(-1)!]!();
	const state = {};
	let requests = 0;
	let all: ApiObject[] = [];
	const request = async (...given: unknown[]) => {
		const { uri, url, qs, body } = given.at(-1) as Options;
		requests++;
		const path = new URL(uri ?? url ?? '').pathname;
		return poller.answer({ path, parameters: { ...qs, ...body } }, all);
	};
	const context = {
		getMode: () => 'trigger',
		getNode: () => ({ id: 'node', name: poller.name, typeVersion: poller.version }),
		getWorkflow: () => ({ id: 'workflow' }),
		getTimezone: () => 'UTC',
		getPollBudgetMs: () => 300_000,
		getWorkflowStaticData: () => state,
		getCredentials: async () => ({ oauthTokenData: { instance_url: 'https://example.com' } }),
		getNodeParameter: (name: string) => poller.parameters[name],
		logger: { debug() {}, info() {}, warn() {}, error: console.error },
		helpers: {
			requestWithAuthentication: request,
			requestOAuth2: request,
			httpRequestWithAuthentication: request,
			returnJsonArray: (data: JsonObject[]) => data.map((json) => ({ json })),
		},
	};
	let created = 0;
	let wasIdle = false;
	const find = findings({
		async poll() {
			// Some of them count in whole seconds, so the next poll mustn't be in the same one.
			if (wasIdle) await sleep(1_100);
			const started = performance.now();
			const items = (await trigger.poll.call(context))?.[0] ?? [];
			wasIdle = items.length === 0;
			return {
				items: items.map(({ json }) => json),
				ms: performance.now() - started,
				stateBytes: Buffer.byteLength(JSON.stringify(state)),
			};
		},
		async add(objects) {
			const from = Date.now();
			await sleep(2_000);
			const step = (Date.now() - from) / objects;
			const added = Array.from({ length: objects }, (_, n) => ({
				id: `object-${++created}`,
				at: Math.floor(from + n * step),
			}));
			all = [...added.toReversed(), ...all];
			return added.map(({ id }) => id);
		},
		idOf: poller.idOf,
		requests: () => requests,
	});
	await find(0);
	return { name: poller.name, ...(await idleOneBacklog(find, backlogSize)) };
}
