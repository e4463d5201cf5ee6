import { Receiver, type ReceiverOptions } from '../contract/receiver.ts';
import { startN8n, type N8n } from '../host/n8n.ts';
import { triggers } from '../host/triggers.ts';
import { waitFor } from '../host/wait.ts';
import { kinds, newEvent } from '../sender/events.ts';
import { Ledger } from '../sender/ledger.ts';
import { send } from '../sender/send.ts';
import { retryInterrupted } from './remedy.ts';
import { settle } from './settle.ts';
import { storedExecutions } from './stored.ts';
import { tally } from './tally.ts';
import type { Trial, TrialOptions, TrialResult } from './trial.ts';

/** s that the workflow takes, so that a kill finds some of them under way */
const workflowTakes = 1;

const steps: ReceiverOptions['next'] = [
	{
		name: 'Work',
		type: 'n8n-nodes-base.wait',
		typeVersion: 1.1,
		parameters: { amount: workflowTakes, unit: 'seconds' },
	},
	{ name: 'Done', type: 'n8n-nodes-base.noOp', typeVersion: 1, parameters: {} },
];

interface Plan {
	events: number;
	/** events a second */
	rate: number;
	kills: number;
}

/** events a second at most: more would only shorten the trial */
const highestRate = 15;

/** the part of what n8n can take that is asked of it: it has to catch up after each start */
const share = 0.35;

/**
 * How many events a second this machine holds, in this moment: n8n takes the same work over and over
 * while it starts, so an n8n that is asked for all that it can do would never be ready.
 */
async function rateHeld(n8n: N8n): Promise<number> {
	const receiver = await Receiver.create(n8n, triggers.message, { next: steps });
	const count = 60;
	const left = Array.from({ length: count }, (_, n) => n).values();
	const started = performance.now();
	const work = async () => {
		for (const n of left) await receiver.post(newEvent('message', `rate_${n}`).payload);
	};
	await Promise.all(Array.from({ length: 4 }, work));
	const perSecond = count / ((performance.now() - started) / 1000);
	return Math.max(1, Math.min(highestRate, Math.round(perSecond * share)));
}

/** Sends the events, and meanwhile kills n8n and starts it again, each time after as many events. */
async function sendAndKill(
	n8n: N8n,
	receivers: Receiver[],
	{ events, rate, kills }: Plan,
	note: TrialOptions['note'],
): Promise<Ledger> {
	const ledger = new Ledger();
	const stop = new AbortController();
	let happened = 0;
	const sending = send({
		destinations: kinds.map((kind, n) => ({ kind, ...(receivers[n] as Receiver) })),
		events,
		rate,
		ledger,
		signal: stop.signal,
		onEvent: () => happened++,
	});
	sending.catch(() => {});
	try {
		for (let kill = 1; kill <= kills; kill++) {
			const after = Math.floor((events * kill) / (kills + 1));
			await waitFor(() => happened >= after, {
				what: `event ${after}`,
				timeout: 600_000,
				interval: 10,
			});
			await n8n.kill('SIGKILL');
			note(`killed n8n after event ${happened}, ${ledger.attempts.length} attempts`);
			await n8n.restart();
			note(`n8n runs again, at event ${happened}`);
		}
		await sending;
	} finally {
		stop.abort();
	}
	return ledger;
}

/** How often each answer was given, in words: a status alone does not tell n8n's from the node's. */
function answersOf(ledger: Ledger): string {
	const counts = new Map<string, number>();
	for (const { status, error, text } of ledger.attempts) {
		// n8n's 404 repeats the webhook's path.
		const answer = status === null ? error : `${status} ${text.slice(0, 60).replace(/\\".*/, '')}`;
		counts.set(String(answer), (counts.get(String(answer)) ?? 0) + 1);
	}
	const sorted = [...counts].sort(([, a], [, b]) => b - a);
	return sorted.map(([answer, count]) => `${count} \`${answer}\``).join(', ');
}

async function run({ short, tarball, note }: TrialOptions): Promise<TrialResult> {
	const env = { N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true' };
	const n8n = await startN8n({ tarball: tarball.path, env });
	try {
		const rate = await rateHeld(n8n);
		note(`${rate} events a second`);
		const plan = short ? { events: 150, rate, kills: 1 } : { events: 2_000, rate, kills: 5 };
		const receivers: Receiver[] = [];
		for (const kind of kinds) {
			receivers.push(await Receiver.create(n8n, triggers[kind], { next: steps }));
		}
		const ledger = await sendAndKill(n8n, receivers, plan, note);
		await settle(n8n);
		// SQLite lets a second process read what the first one has committed.
		const mine = () => {
			const ids = receivers.map(({ workflow }) => workflow.id);
			return storedExecutions(n8n.folder).filter(({ workflowId }) => ids.includes(workflowId));
		};
		const before = tally(ledger, mine(), 'Done');
		const runs = await retryInterrupted(n8n);
		await settle(n8n);
		await n8n.kill('SIGTERM');
		const executions = mine();
		const after = tally(ledger, executions, 'Done');
		const ofKinds = kinds.map((kind, n) => {
			const { id } = (receivers[n] as Receiver).workflow;
			const ofKind = executions.filter(({ workflowId }) => workflowId === id);
			return { what: `of these, ${kind}s`, ...tally(ledger.of(kind), ofKind, 'Done').row };
		});
		const faults = [...before.faults, ...after.faults];
		if (runs.again > 0) faults.push(`The remedy, run a second time, retried ${runs.again} again`);
		if (Number(after.row['interrupted, not finished since']) > 0) {
			faults.push('The remedy left interrupted executions unfinished');
		}
		const refused = ledger.totals().answers['401'];
		if (refused) faults.push(`${refused} attempts were refused with 401`);
		return {
			rows: [
				{ what: 'all sent, n8n idle', ...before.row },
				{ what: 'after the remedy', ...after.row },
				...ofKinds,
			],
			faults,
			notes: [
				`${plan.events} events of the three kinds, ${plan.rate} a second, to three workflows of ${workflowTakes} s each; SIGKILL ${plan.kills} times, started again each time at once; N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE=true.`,
				`Attempts by answer: ${answersOf(ledger)}.`,
				`The remedy is examples/retry-interrupted.json, run by hand: it retried ${runs.first}; run a second time, ${runs.again}.`,
			],
		};
	} finally {
		await n8n.stop();
	}
}

export const killed: Trial = {
	number: 1,
	title: 'n8n is killed while events come',
	what: 'n8n in regular mode on SQLite gets SIGKILL and is started again while events come. Asked: every event answered 200 is stored with its payload, and finished or findable as crashed; an event that was given up never got a 200; the remedy finishes what was interrupted, once.',
	run,
};
