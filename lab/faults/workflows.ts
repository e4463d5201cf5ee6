import type { JsonObject } from '../../harness/json.ts';
import type { Reachable } from '../../harness/n8n/n8n.ts';
import { Receiver, type ReceiverOptions } from '../../harness/n8n/receiver.ts';
import { triggers } from '../../harness/n8n/triggers.ts';
import { type Kind, kinds, newEvent } from '../../harness/siteGpt/payloads.ts';
import type { Destination } from '../../harness/siteGpt/sender/send.ts';
import { Effects } from './effects.ts';
import { settle } from './settle.ts';

/** s that a workflow takes, so that a kill interrupts some of them */
export const WORKFLOW_SECONDS = 1;

const work: NonNullable<ReceiverOptions['next']>[number] = {
	name: 'Work',
	type: 'n8n-nodes-base.wait',
	typeVersion: 1.1,
	parameters: { amount: WORKFLOW_SECONDS, unit: 'seconds' },
};

/** One published workflow per kind of event: the trigger, a second of work, an effect. */
export interface Workflows {
	receivers: Array<{ kind: Kind; receiver: Receiver }>;
	effects: Effects;
	destinations: Destination[];
	ids: string[];
}

/** @param options for each trigger */
export async function createWorkflows(
	n8n: Reachable,
	options: JsonObject = {},
): Promise<Workflows> {
	const effects = await Effects.create(n8n.client);
	const receivers: Workflows['receivers'] = [];
	for (const kind of kinds) {
		const parameters = { options };
		const next = [work, effects.step];
		receivers.push({
			kind,
			receiver: await Receiver.create(n8n, triggers[kind], { parameters, next }),
		});
	}
	return {
		receivers,
		effects,
		destinations: receivers.map(({ kind, receiver: { url, token } }) => ({ kind, url, token })),
		ids: receivers.map(({ receiver }) => receiver.workflow.id),
	};
}

/** How many events happen at the same time: enough to share executions, if that's on. */
export function chooseBurst(maxEvents: number): number {
	return maxEvents > 1 ? 30 : 1;
}

/** the highest rate, in events per second: a higher one would only shorten the trial */
const MAX_RATE = 15;

/** how much of n8n's capacity is used: the rest lets it catch up after each start */
const SHARE_OF_CAPACITY = 0.35;

/**
 * The rate, in events per second, that n8n can sustain on this machine right now. While n8n starts, the same
 * work reaches it again and again, so at full capacity it would never become ready.
 */
export async function rateHeld(n8n: Reachable): Promise<number> {
	const effects = await Effects.create(n8n.client);
	const next = [work, effects.step];
	const receiver = await Receiver.create(n8n, triggers.message, { next });
	const count = 60;
	const left = Array.from({ length: count }, (_, n) => n).values();
	const started = performance.now();
	const post = async () => {
		for (const n of left) await receiver.post(newEvent('message', `rate_${n}`).payload);
	};
	await Promise.all(Array.from({ length: 4 }, post));
	const perSecond = count / ((performance.now() - started) / 1000);
	// Otherwise a kill could leave some of these executions unfinished, and nothing retries them.
	await settle(n8n);
	return Math.max(1, Math.min(MAX_RATE, Math.round(perSecond * SHARE_OF_CAPACITY)));
}
