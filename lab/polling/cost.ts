import { setTimeout as sleep } from 'node:timers/promises';
import { locator } from '../../harness/n8n/workflows.ts';
import { SiteGptServer } from '../../harness/siteGpt/server.ts';
import { type Costs, idleOneBacklog, makeFinder } from './findings.ts';
import { startPollingNode } from './pollingNode.ts';
import { createAccount, type Source } from './sources.ts';

export interface SourceCost extends Costs {
	source: Source;
	/** ms that SiteGPT takes for each call */
	delay: number;
}

export interface CostOptions {
	tarball: string;
	source: Source;
	delay: number;
	/** how many conversations, leads, and documents the account already has */
	accountSize: number;
	backlogSize: number;
}

/** ms until what came last can count as read; see the trigger's rule for times */
const SETTLED_MS = 3_000;

/** Measures a source in an account of a mock SiteGPT. */
export async function measureCost(options: CostOptions): Promise<SourceCost> {
	const { tarball, source, delay, accountSize, backlogSize } = options;
	const siteGpt = await SiteGptServer.start();
	try {
		const account = createAccount(siteGpt, accountSize);
		siteGpt.settings.delay = () => delay;
		const parameters = { triggerOn: source.value, chatbotId: locator(account.chatbotId) };
		const credential = { accessToken: siteGpt.addToken(), accountApiKey: '', baseUrl: siteGpt.url };
		const node = await startPollingNode(tarball, parameters, credential);
		try {
			const find = makeFinder({
				...node,
				async add(objects) {
					const ids = Array.from({ length: objects }, (_, n) => source.add(account, n));
					await sleep(SETTLED_MS);
					return ids;
				},
				idOf: source.idOf,
				requests: () => siteGpt.requests.length,
			});
			// The first polls set the mark and may have to learn the order of the list.
			for (let n = 0; n < 3; n++) await find(0);
			return { source, delay, ...(await idleOneBacklog(find, backlogSize)) };
		} finally {
			await node.stop();
		}
	} finally {
		await siteGpt.close();
	}
}
