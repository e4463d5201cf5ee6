/**
 * Shows the package at work in a real n8n: see `usage` in demo/options.ts.
 */
import { arrivalOf, sendEvents, type Arrival } from './demo/arrivals.ts';
import { readOptions, usage, type DemoOptions } from './demo/options.ts';
import { createReceivers, createSender, type Receiver } from './demo/workflows.ts';
import { ensureN8n } from '../e2e/host/dependencies.ts';
import { explain, Failure } from '../e2e/host/failure.ts';
import { endKept } from '../e2e/host/guarded.ts';
import { startN8n, type N8n } from '../e2e/host/n8n.ts';
import { UsageError } from './command.ts';
import { assertFree, isFree } from '../e2e/host/ports.ts';
import { step } from '../e2e/host/progress.ts';
import { packPackage } from '../e2e/host/tarball.ts';

/** where people expect an n8n of their own */
const usualPort = 5678;

let n8n: N8n | undefined;
let isShown = false;
let isEnding = false;

/** Everything goes through here: nothing that was started is left running. */
async function end(exitCode: number): Promise<never> {
	isEnding = true;
	// What is left then, endKept ends.
	await n8n?.stop().catch((error: unknown) => console.error(explain(error)));
	await endKept();
	process.exit(exitCode);
}

async function choosePort({ port }: DemoOptions): Promise<number | undefined> {
	if (port !== undefined) {
		await assertFree(port);
		return port;
	}
	if (await isFree(usualPort)) return usualPort;
	console.log(`Port ${usualPort} is taken by another program, so n8n gets a free one.`);
	return undefined;
}

async function start(options: DemoOptions): Promise<N8n> {
	const port = await choosePort(options);
	await step('Look for n8n', async ({ note }) => await ensureN8n(note));
	const tarball = await step('Build and pack the package', async () => await packPackage());
	try {
		return await step(
			'Start n8n with the package',
			async () => await startN8n({ tarball: tarball.path, port, keep: options.keep }),
		);
	} finally {
		await tarball.remove();
	}
}

function show({ workflow, trigger }: Receiver, { item, delivery, faults }: Arrival): void {
	const { statusCode, responseTime } = delivery;
	console.log(
		`\n"${workflow.name}" received ${trigger.event} (answered ${String(statusCode)} in ${String(responseTime)} ms):`,
	);
	console.log(JSON.stringify(item, null, 2).replaceAll(/^/gm, '  '));
	for (const fault of faults) console.log(`  Not as sent: ${fault}`);
}

async function sendAndShow(running: N8n): Promise<void> {
	const { receivers, sender } = await step('Publish the three example workflows', async () => {
		const created = await createReceivers(running);
		return { receivers: created, sender: await createSender(running, created) };
	});
	const deliveries = await step(
		'Send one event of each kind with the SiteGPT node',
		async () => await sendEvents(running, sender, receivers),
	);
	const arrivals = await step('Wait for the workflows to end', async () => {
		const waiting = receivers.map(
			async (receiver, index) => await arrivalOf(running, receiver, deliveries[index] ?? {}),
		);
		return await Promise.all(waiting);
	});
	for (const [index, receiver] of receivers.entries()) {
		const arrival = arrivals[index];
		if (arrival) show(receiver, arrival);
	}
	if (arrivals.some(({ faults }) => faults.length > 0)) {
		throw new Failure('An event did not arrive as it was sent: see "Not as sent" above.');
	}
	console.log('\nAll three events arrived.');
}

function showAddress({ url, signIn, folder }: N8n, { keep }: DemoOptions): void {
	console.log(`
n8n runs at ${url}
  e-mail    ${signIn.email}
  password  ${signIn.password}
  folder    ${folder}${keep ? '' : ' (removed at the end)'}
Execute the workflow "SiteGPT: Send Test Events" there to send the events again: leads and
escalations with the same content count as duplicates for a minute.
Press Ctrl-C to end n8n.`);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
	process.on(signal, () => {
		// A terminal sends Ctrl-C to npm too, which passes it on: the second is no second Ctrl-C.
		if (isEnding) return;
		console.log('\nEnding n8n ...');
		void end(isShown ? 0 : 130);
	});
}

let options: DemoOptions;
try {
	options = readOptions(process.argv.slice(2));
} catch (error) {
	if (!(error instanceof UsageError)) throw error;
	console.error(error.message);
	process.exit(2);
}
if (options.help) {
	console.log(usage);
	process.exit(0);
}

try {
	n8n = await start(options);
	await sendAndShow(n8n);
	if (options.keep && options.once) console.log(`n8n's folder is left at ${n8n.folder}`);
	if (options.once) await end(0);
	showAddress(n8n, options);
	isShown = true;
	await n8n.ended;
	if (!isEnding)
		throw new Failure(
			`n8n ended by itself: run it again, and if that repeats with --keep, look into ${n8n.logFile}.`,
		);
} catch (error) {
	// What fails because it is being ended is no news.
	if (!isEnding) {
		console.error(`\n${explain(error)}`);
		await end(1);
	}
}
