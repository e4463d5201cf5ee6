import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { newToken } from '../../harness/n8n/receiver.ts';
import { packageFolder } from '../../harness/paths.ts';
import { waitFor } from '../../harness/wait.ts';
import type { Editor } from './editor.ts';
import type { Session } from './session.ts';

const HEADING = '### Your first event';

/** The numbered steps of the README's quick start, and the command in one of them. */
async function readQuickStart(): Promise<{ steps: string[]; command: string }> {
	const readme = await readFile(join(packageFolder, 'README.md'), 'utf8');
	const section = readme.split(`${HEADING}\n`)[1]?.split('\n### ')[0] ?? '';
	const steps = [...section.matchAll(/^\d+\. (.+)$/gm)].map(([, step = '']) => step);
	const [, command = ''] = /```sh\n([^]*?)```/.exec(section) ?? [];
	return { steps, command };
}

/** What a step says to do, in its order: a verb, and the words in bold that follow it. */
function parseInstructions(step: string): Array<[verb: string, name: string]> {
	return [...step.matchAll(/(click|search for|choose|then|open|copy the|as) \*\*(.+?)\*\*/gi)].map(
		([, verb = '', name = '']) => [verb.toLowerCase(), name],
	);
}

/** A person with n8n and the README, who does what it says. */
class Newcomer {
	readonly token = newToken();
	testUrl = '';
	readonly #editor: Editor;

	constructor(editor: Editor) {
		this.#editor = editor;
	}

	async follow(step: string): Promise<void> {
		if (step.startsWith('Create a workflow')) await this.#editor.createWorkflow();
		if (step.startsWith('Close the node')) await this.#editor.closeNode();
		for (const [verb, name] of parseInstructions(step)) await this.#act(verb, name);
		if (step.includes('waits for an event')) await this.#editor.isListening();
	}

	async #act(verb: string, name: string): Promise<void> {
		const { page } = this.#editor;
		if (name === 'Add first step') await this.#editor.addFirstStep();
		else if (name === 'Publish') await this.#editor.publish();
		else if (verb === 'search for') await page.getByTestId('node-creator-search-bar').fill(name);
		else if (verb === 'as') {
			await page
				.getByTestId(`parameter-input-${name.toLowerCase()}`)
				.locator('input')
				.fill(this.token);
		} else if (verb === 'copy the') {
			this.testUrl = await this.#editor.webhookUrl(name as 'Test URL');
		} else await page.getByText(name, { exact: true }).filter({ visible: true }).last().click();
	}

	/** Runs the README's command, and gives what it prints. */
	async run(command: string, url: string): Promise<string> {
		const env = { ...process.env, TEST_URL: url, TOKEN: this.token };
		return (await promisify(execFile)('sh', ['-c', command], { env })).stdout;
	}
}

/** From an n8n with the package just installed to the first event, with the README alone. */
export function firstEvent(session: Session) {
	test('follow the README from a new workflow to the first event, and publish', async () => {
		const { editor } = session;
		const { steps, command } = await readQuickStart();
		const newcomer = new Newcomer(editor);
		const start = performance.now();
		const passed = () => `${((performance.now() - start) / 1000).toFixed(1)} s`;
		const sending = steps.findIndex((step) => step.includes('waits for an event'));
		for (const step of steps.slice(0, sending + 1)) await newcomer.follow(step);
		assert.equal(await newcomer.run(command, newcomer.testUrl), '{"status":"accepted"}');
		await editor.output.getByText('Do you ship to Norway?').first().waitFor();
		console.log(`The first event arrived ${passed()} after the first step of the README.`);

		// The last step is in SiteGPT.
		for (const step of steps.slice(sending + 1, -1)) await newcomer.follow(step);
		const productionUrl = newcomer.testUrl.replace('/webhook-test/', '/webhook/');
		await waitFor(
			async () => (await newcomer.run(command, productionUrl)) === '{"status":"accepted"}',
			{ what: 'the published workflow to accept an event' },
		);
		console.log(`The workflow was published, and had its first event, after ${passed()}.`);
	});
}
