/** Demonstrates the package in a real n8n: see `usage`. */
import { randomBytes, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { command, parseWholeNumber } from '../harness/command.ts';
import { Failure } from '../harness/failure.ts';
import type { JsonObject } from '../harness/json.ts';
import { createTablesFor } from '../harness/n8n/dataTables.ts';
import { getItems, hasEnded } from '../harness/n8n/executions.ts';
import { showAddress, startForPerson } from '../harness/n8n/forPerson.ts';
import type { N8n } from '../harness/n8n/n8n.ts';
import {
	actionType,
	CREDENTIAL_TYPE,
	productionUrl,
	type Trigger,
	triggerNode,
	triggers,
} from '../harness/n8n/triggers.ts';
import {
	byHand,
	chain,
	type Credential,
	withCredential,
	type Workflow,
	type WorkflowDraft,
} from '../harness/n8n/workflows.ts';
import { packageFolder } from '../harness/paths.ts';
import { isFree } from '../harness/ports.ts';
import { step } from '../harness/progress.ts';
import { waitFor } from '../harness/wait.ts';

const usage = `Usage: npm run demo -- [options]

Starts a real n8n with this package, publishes an example workflow for each event, sends one event
of each kind with the SiteGPT node, shows what arrived, and leaves n8n running so you can look
around. Doesn't need SiteGPT or an account. The first run installs n8n (about 5 minutes).

Options:
  --once     exit as soon as the events have arrived; the exit code is 0 only if all of them did
  --port N   the port n8n listens on at 127.0.0.1 (default: 5678, or a free port if that is taken)
  --keep     keep n8n's folder (database, log) at the end
  --help     show this text`;

const USUAL_PORT = 5678;

/** A published example workflow, with its own credential, because SiteGPT has a token for each webhook. */
interface Published {
	trigger: Trigger;
	workflow: Workflow;
	triggerName: string;
	url: string;
	credential: Credential;
	senderName: string;
}

async function publishExample({ client, url: n8nUrl }: N8n, trigger: Trigger): Promise<Published> {
	const credential = await client.createCredential({
		name: `SiteGPT ${trigger.title} Token`,
		type: CREDENTIAL_TYPE,
		data: { token: randomBytes(32).toString('base64url'), previousToken: '' },
	});
	const file = join(packageFolder, 'examples', `${trigger.example}.json`);
	const example = JSON.parse(await readFile(file, 'utf8')) as WorkflowDraft;
	const node = triggerNode(example, trigger);
	node.webhookId = randomUUID();
	await createTablesFor(client, example);
	const draft = withCredential(example, credential, [node.name]);
	const url = productionUrl(n8nUrl, trigger, node);
	const workflow = await client.publish(await client.createWorkflow(draft), [url]);
	const senderName = `Send ${trigger.title}`;
	return { trigger, workflow, triggerName: node.name, url, credential, senderName };
}

/** A workflow that, run by hand, sends one event to each of the others with the package's own node. */
async function createSender({ client }: N8n, published: Published[]): Promise<Workflow> {
	const steps = published.map(({ senderName, url, trigger }) => ({
		name: senderName,
		type: actionType,
		typeVersion: 1,
		parameters: { resource: 'testEvent', operation: 'send', url, event: trigger.event },
	}));
	let draft: WorkflowDraft = { name: 'SiteGPT: Send Test Events', ...chain(byHand, ...steps) };
	for (const { credential, senderName } of published) {
		draft = withCredential(draft, credential, [senderName]);
	}
	return await client.createWorkflow(draft);
}

/** Waits for the execution that the event started, and returns the trigger's item. */
async function waitForItem({ client }: N8n, published: Published): Promise<JsonObject> {
	const { workflow, triggerName, trigger } = published;
	const { id } = await waitFor(async () => (await client.executions(workflow.id)).find(hasEnded), {
		what: `${trigger.event} to start the workflow "${workflow.name}"`,
	});
	const execution = await client.endedExecution(id);
	const { status, error } = execution;
	const [item] = getItems(execution, triggerName);
	if (status === 'success' && item?.event === trigger.event) return item;
	throw new Failure(
		`The workflow "${workflow.name}" did not succeed: ${error?.message ?? status}.`,
	);
}

async function sendAndShow(n8n: N8n): Promise<void> {
	const published: Published[] = [];
	const sender = await step('Publish the example workflows', async () => {
		for (const one of Object.values(triggers)) published.push(await publishExample(n8n, one));
		return await createSender(n8n, published);
	});
	const sent = await step('Send one event of each kind with the SiteGPT node', async () => {
		const id = await n8n.client.runWorkflow(sender.id, byHand.name);
		return await n8n.client.endedExecution(id);
	});
	for (const one of published) {
		const { senderName, trigger, workflow } = one;
		const [delivery] = getItems(sent, senderName);
		const reason = sent.runs[senderName]?.at(-1)?.error?.message ?? sent.error?.message;
		if (delivery?.delivered !== true) {
			throw new Failure(
				`The SiteGPT node could not deliver ${trigger.event}: ${reason ?? JSON.stringify(delivery)}.`,
			);
		}
		const item = await waitForItem(n8n, one);
		console.log(
			`\n"${workflow.name}" received ${trigger.event} (answered ${String(delivery.statusCode)} in ${String(delivery.responseTime)} ms):`,
		);
		console.log(JSON.stringify(item, null, 2).replaceAll(/^/gm, '  '));
	}
	console.log('\nAll events arrived.');
}

await command({
	usage,
	options: { once: { type: 'boolean' }, keep: { type: 'boolean' }, port: { type: 'string' } },
	async run({ values: { once = false, keep = false, port } }, running) {
		const isUsual = port === undefined && (await isFree(USUAL_PORT));
		const wanted = port === undefined ? undefined : parseWholeNumber('port', port, 1, 65_535);
		const n8n = await startForPerson({ port: isUsual ? USUAL_PORT : wanted, keep });
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
