/** Demonstrates the package in a real n8n: see `usage`. */
import { Failure } from '../harness/failure.ts';
import { showAddress, startForPerson } from '../harness/n8n/forPerson.ts';
import type { N8n } from '../harness/n8n/n8n.ts';
import { assertFree, isFree } from '../harness/ports.ts';
import { step } from '../harness/progress.ts';
import { command, numberOf } from '../harness/command.ts';
import { arrivalOf, sendEvents, type Arrival } from './demo/arrivals.ts';
import { createReceivers, createSender, type Receiver } from './demo/workflows.ts';

const usage = `Usage: npm run demo -- [options]

Starts a real n8n with this package, publishes an example workflow for each event, sends one event
of each kind with the SiteGPT node, shows what arrived, and leaves n8n running so you can look
around. Doesn't need SiteGPT or an account. The first run installs n8n (about 5 minutes).

Options:
  --once     exit as soon as the events have arrived; the exit code is 0 only if all of them did
  --port N   the port n8n listens on at 127.0.0.1 (default: 5678, or a free port if that is taken)
  --keep     keep n8n's folder (database, log) at the end
  --help     show this text`;

/** n8n's default port */
const usualPort = 5678;

async function choosePort(wanted: number | undefined): Promise<number | undefined> {
	if (wanted !== undefined) {
		await assertFree(wanted);
		return wanted;
	}
	if (await isFree(usualPort)) return usualPort;
	console.log(`Port ${usualPort} is in use by another program, so n8n uses a free one.`);
	return undefined;
}

function show({ workflow, trigger }: Receiver, { item, delivery, differences }: Arrival): void {
	const { statusCode, responseTime } = delivery;
	console.log(
		`\n"${workflow.name}" received ${trigger.event} (answered ${String(statusCode)} in ${String(responseTime)} ms):`,
	);
	console.log(JSON.stringify(item, null, 2).replaceAll(/^/gm, '  '));
	for (const difference of differences) console.log(`  Not as sent: ${difference}`);
}

async function sendAndShow(n8n: N8n): Promise<void> {
	const { receivers, sender } = await step('Publish the example workflows', async () => {
		const created = await createReceivers(n8n);
		return { receivers: created, sender: await createSender(n8n, created) };
	});
	const deliveries = await step(
		'Send one event of each kind with the SiteGPT node',
		async () => await sendEvents(n8n, sender, receivers),
	);
	const arrivals = await step('Wait for the workflows to end', async () => {
		const waiting = receivers.map(
			async (receiver, index) => await arrivalOf(n8n, receiver, deliveries[index] ?? {}),
		);
		return await Promise.all(waiting);
	});
	for (const [index, arrival] of arrivals.entries()) show(receivers[index]!, arrival);
	if (arrivals.some(({ differences }) => differences.length > 0)) {
		throw new Failure('An event arrived different from how it was sent: see "Not as sent" above.');
	}
	console.log('\nAll events arrived.');
}

await command({
	usage,
	options: { once: { type: 'boolean' }, keep: { type: 'boolean' }, port: { type: 'string' } },
	async run({ values: { once = false, keep = false, port } }, running) {
		const wanted = port === undefined ? undefined : numberOf('port', port, 1, 65_535);
		const n8n = await startForPerson({ port: await choosePort(wanted), keep });
		running.atEnd(async () => await n8n.stop());
		await sendAndShow(n8n);
		if (keep && once) console.log(`Kept n8n's folder: ${n8n.folder}`);
		if (once) return;
		showAddress(n8n, !keep);
		console.log(`To send the events again, execute the workflow "SiteGPT: Send Test Events" there. For a minute,
leads and escalations with the same content count as duplicates.
Press Ctrl-C to stop n8n.`);
		running.interrupted = 0;
		await n8n.ended;
		if (running.isEnding) return;
		throw new Failure(
			`n8n exited unexpectedly. Run the demo again; if it happens again, use --keep and check ${n8n.logFile}.`,
		);
	},
});
