import type { JsonObject } from '../../harness/json.ts';
import { openSqlite } from '../../harness/n8n/database.ts';
import { type N8n, startN8n } from '../../harness/n8n/n8n.ts';
import { Receiver } from '../../harness/n8n/receiver.ts';
import { triggers } from '../../harness/n8n/triggers.ts';
import { done } from '../../harness/n8n/workflows.ts';
import { kinds, newEvent } from '../../harness/siteGpt/payloads.ts';
import { Attack, CONCURRENT_REQUESTS, otherStatuses } from './attack.ts';
import { big, generate } from './requests.ts';
import { settle } from './settle.ts';
import { storedExecutions } from './stored.ts';
import { sumColumn } from './total.ts';
import type { Trial, TrialOptions, TrialResult } from './trial.ts';

/** Settings that change how a trigger processes a payload. */
const ways: Array<{ what: string; parameters: JsonObject }> = [
	{ what: 'Simplify off', parameters: { simple: false } },
	{
		what: 'Reject, duplicates Off',
		parameters: { options: { onInvalidPayload: 'reject', ignoreDuplicates: 'off' } },
	},
	{
		what: 'Simplify off, Reject',
		parameters: { simple: false, options: { onInvalidPayload: 'reject' } },
	},
];

/** Each trigger with its defaults, and with one of these settings. */
const variants = kinds.flatMap((kind, index) =>
	[{ what: 'defaults', parameters: {} }, ways[index % ways.length]!].map(
		({ what, parameters }) => ({ kind, what: `${triggers[kind].title}, ${what}`, parameters }),
	),
);

async function attack(n8n: N8n, { short, seed, note }: TrialOptions): Promise<Attack[]> {
	const each = Math.ceil((short ? 600 : 5_100) / variants.length);
	const attacks: Attack[] = [];
	for (const [index, { kind, what, parameters }] of variants.entries()) {
		note(`${each} requests to ${what}`);
		const receiver = await Receiver.create(n8n, triggers[kind], { parameters, next: [done] });
		const current = new Attack(what, receiver);
		attacks.push(current);
		await current.run(generate(kind, each, seed + index));
		if (index === 0) await current.run(big(kind));
		const valid = await receiver.post(newEvent(kind, `bad_last_${index}`).payload);
		if (valid.status !== 200) {
			current.violations.push(`${what}: a valid event was answered ${valid.status} at the end`);
		}
		current.sent.push({
			generated: { what: 'valid', body: Buffer.of(), headers: {}, token: 'right', mayFail: false },
			answer: { status: valid.status, text: JSON.stringify(valid.body) },
		});
	}
	return attacks;
}

async function run(options: TrialOptions): Promise<TrialResult> {
	const n8n = await startN8n({
		tarball: options.tarball.path,
		env: { N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true' },
	});
	try {
		const pid = n8n.pid;
		const attacks = await attack(n8n, options);
		await settle(n8n);
		const violations = n8n.isRunning() && n8n.pid === pid ? [] : ['n8n exited by itself'];
		await n8n.kill('SIGTERM');
		const executions = await storedExecutions(openSqlite(n8n.folder));
		const rows = attacks.map((one) =>
			one.row(executions.filter(({ workflowId }) => workflowId === one.receiver.workflow.id)),
		);
		return {
			rows,
			violations: [...violations, ...attacks.flatMap((one) => one.violations)],
			notes: [
				`Generated with fast-check, seed ${options.seed}; ${CONCURRENT_REQUESTS} concurrent requests.`,
				`Other status: ${otherStatuses(attacks.flatMap(({ others }) => others))}.`,
			],
		};
	} finally {
		await n8n.stop();
	}
}

export const badInput: Trial = {
	number: 6,
	title: 'Bad input',
	what: 'A real n8n gets generated requests: odd bodies, content types, encodings, and headers, sizes up to more than 16 MB, deep nesting, prototype names, huge custom fields. Pass criteria: the node answers no 5xx (n8n itself answers 500 to a corrupt encoding or more than 16 MB, and sometimes never answers `application/xml` whose body is not XML; a duplicate that gets 503 `pending` is retried), each accepted event has an execution and nothing else does, no item has a polluted prototype, and n8n still answers at the end.',
	run,
	totals(rows) {
		const events = sumColumn(rows, 'requests') ?? 0;
		const accepted = sumColumn(rows, 'accepted') ?? 0;
		return [{ events, accepted, lost: accepted - (sumColumn(rows, 'executions') ?? 0) }];
	},
};
