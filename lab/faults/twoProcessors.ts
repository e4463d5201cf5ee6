import { setTimeout as sleep } from 'node:timers/promises';
import { treeCpuTime } from '../../harness/cpuTime.ts';
import { openPostgres } from '../../harness/n8n/database.ts';
import type { Queue } from '../../harness/n8n/queue/queue.ts';
import { Receiver } from '../../harness/n8n/receiver.ts';
import { triggers } from '../../harness/n8n/triggers.ts';
import { done } from '../../harness/n8n/workflows.ts';
import { postBody } from '../../harness/post.ts';
import { newEvent } from '../../harness/siteGpt/payloads.ts';
import { TOKEN_HEADER } from '../../harness/siteGpt/sender/protocol.ts';
import { quantile } from '../quantile.ts';
import type { Row } from '../table.ts';
import { settle } from './settle.ts';
import { storedExecutions } from './stored.ts';
import { getEventId } from './tally.ts';
import { addUp } from './total.ts';
import {
	duplicateChoices,
	type Trial,
	type TrialOptions,
	type TrialResult,
	withQueue,
} from './trial.ts';

const settings = ['off', 'process', 'all'] as const;

/** ms from the first delivery to the second; SiteGPT's are at least 1,000 apart */
const distances = [1_000, 0];

/** events in progress at the same time */
const CONCURRENT_EVENTS = 4;

/** CPU time of all processes that handle events, in seconds. */
function sumCpuTimes({ processors, workers, postgres, redis }: Queue): number {
	const groups = [...processors, ...workers].map(({ n8n }) => n8n.pid);
	return [...groups, postgres.pid, redis.pid]
		.map(treeCpuTime)
		.reduce((sum, seconds) => sum + seconds, 0);
}

async function deliverTwice(
	queue: Queue,
	ignoreDuplicates: (typeof settings)[number],
	distance: number,
	events: number,
): Promise<{ row: Row; ranTwice: number; notRun: number }> {
	const parameters = { options: { ignoreDuplicates } };
	const receiver = await Receiver.create(queue, triggers.lead, { parameters, next: [done] });
	const [first, second] = queue.processors.map(({ n8n }) => {
		const { pathname } = new URL(receiver.url);
		return new URL(pathname, n8n.url).href;
	}) as [string, string];
	const deliver = async (url: string, payload: unknown) => {
		const started = performance.now();
		const headers = { 'Content-Type': 'application/json', [TOKEN_HEADER]: receiver.token };
		const { status } = await postBody(url, headers, JSON.stringify(payload));
		return { status, ms: performance.now() - started };
	};
	const answers: Array<{ status: number; ms: number }> = [];
	const left = Array.from(
		{ length: events },
		(_, n) => `two_${ignoreDuplicates}_${distance}_${n}`,
	).values();
	const before = sumCpuTimes(queue);
	const work = async () => {
		for (const id of left) {
			const { payload } = newEvent('lead', id);
			const one = deliver(first, payload);
			if (distance > 0) {
				await one;
				await sleep(distance);
			}
			answers.push(await deliver(second, payload), await one);
		}
	};
	await Promise.all(Array.from({ length: CONCURRENT_EVENTS }, work));
	await settle(queue);
	const cpu = sumCpuTimes(queue) - before;
	const executions = await storedExecutions(openPostgres(queue.postgres), [receiver.workflow.id]);
	const runs = new Map<string, number>();
	for (const execution of executions) {
		if (!execution.done.includes('Done')) continue;
		const id = getEventId(execution) ?? '';
		runs.set(id, (runs.get(id) ?? 0) + 1);
	}
	const ranTwice = [...runs.values()].filter((count) => count > 1).length;
	return {
		ranTwice,
		notRun: events - runs.size,
		row: {
			'ignore duplicates': duplicateChoices[ignoreDuplicates],
			deliveries: distance === 0 ? 'simultaneous' : `${distance / 1000} s apart`,
			events,
			finished: runs.size,
			'finished twice': ranTwice,
			'median answer, ms': Math.round(quantile(answers.map(({ ms }) => ms))),
			'CPU ms per event': Math.round((cpu / events) * 1000),
			'answered 200': answers.filter(({ status }) => status === 200).length,
			executions: executions.length,
		},
	};
}

async function compare(queue: Queue, { short, note }: TrialOptions): Promise<TrialResult> {
	const rows: Row[] = [];
	const violations: string[] = [];
	for (const distance of short ? distances.slice(0, 1) : distances) {
		for (const ignoreDuplicates of short ? (['all'] as const) : settings) {
			note(`each event to both processors, ${distance} ms apart, duplicates: ${ignoreDuplicates}`);
			const events = short ? 20 : 200;
			const { row, ranTwice, notRun } = await deliverTwice(
				queue,
				ignoreDuplicates,
				distance,
				events,
			);
			rows.push(row);
			const name = `${ignoreDuplicates}, ${distance} ms apart`;
			if (notRun > 0) violations.push(`${name}: ${notRun} events didn't run`);
			if (ignoreDuplicates === 'all' && distance > 0 && ranTwice > 0) {
				violations.push(`${name}: ${ranTwice} events ran twice`);
			}
		}
	}
	return {
		rows,
		violations,
		notes: [
			'This trial bypasses the proxy: each event goes to one webhook processor and then to the other, and the two share no memory. The proxy of deploy/ sends all attempts of an event to the same processor; behind it, Within This n8n Process has the same effect. CPU: webhook processors, workers, Postgres, and Redis together.',
		],
	};
}

export const twoProcessors: Trial = {
	number: 7,
	title: 'One event at two webhook processors',
	what: "Two webhook processors each get a delivery of the same event: how many duplicates each choice of Ignore Duplicate Deliveries lets through, and what it costs. Pass criteria: each event finishes, and with Across All n8n Processes only once if the deliveries are 1 s apart, as SiteGPT's are.",
	run: async (options) => await withQueue(options, async (queue) => await compare(queue, options)),
	totals: (rows) =>
		rows
			.filter((row) => row['ignore duplicates'] === duplicateChoices.all)
			.map((row) => addUp([row], `${duplicateChoices.all}, ${row.deliveries}`)),
};
