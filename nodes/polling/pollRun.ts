import type { IExecuteFunctions } from 'n8n-workflow';
import { ServerClock } from '../api/serverClock';
import { type ApiContext, siteGptClient } from '../api/siteGptClient';
import type { PollRun } from './core/source';
import type { PollContext, PollSettings } from './settings';

/**
 * A client for one poll, with its time limit and SiteGPT's clock.
 * @param maxMs how long the poll may take, in milliseconds; no request is sent after that
 * @throws a message for the user if the credential's address can't be used
 */
export function createRun(
	context: PollContext | IExecuteFunctions,
	{ chatbotId, credential }: PollSettings,
	maxMs: number,
): PollRun {
	const clock = new ServerClock();
	const deadline = performance.now() + maxMs;
	const client = siteGptClient(context as unknown as ApiContext, credential, {
		deadline,
		onResponse: ({ headers, sentAt, receivedAt }) =>
			clock.observe({ date: headers.date, sentAt, receivedAt }),
	});
	return {
		client,
		chatbotId,
		clock,
		hasTime: () => performance.now() < deadline,
		monotonicNow: () => performance.now(),
		get now() {
			return clock.time;
		},
	};
}
