import assert from 'node:assert/strict';
import type { Browser, Locator, Page } from 'playwright-core';
import type { N8n } from '../../harness/n8n/n8n.ts';
import { waitFor } from '../../harness/wait.ts';
import { PageErrors } from './pageErrors.ts';
import { type Field, fieldsIn } from './texts.ts';

/** Where SiteGPT would reach the n8n of these tests, as its editor and the pictures show it. */
export const PUBLIC_URL = 'https://n8n.example.com/';

/** n8n's editor, used like a person would: by its visible texts, with mouse and keyboard. */
export class Editor {
	readonly page: Page;
	readonly errors: PageErrors;
	readonly #n8n: N8n;

	private constructor(n8n: N8n, page: Page) {
		this.#n8n = n8n;
		this.page = page;
		this.errors = new PageErrors(page, n8n.url);
		page.setDefaultTimeout(30_000);
	}

	static async open(
		n8n: N8n,
		browser: Browser,
		colorScheme: 'light' | 'dark' = 'light',
	): Promise<Editor> {
		const context = await browser.newContext({
			colorScheme,
			// the smallest that many laptops have
			viewport: { width: 1366, height: 768 },
		});
		return new Editor(n8n, await context.newPage());
	}

	async signIn(): Promise<void> {
		const { page } = this;
		const { email, password } = this.#n8n.signIn;
		await page.goto(new URL('/signin', this.#n8n.url).href);
		await page.locator('input[type=email], input[name=emailOrLdapLoginId]').first().fill(email);
		await page.locator('input[type=password]').fill(password);
		await page.keyboard.press('Enter');
		await page.waitForURL(({ pathname }) => !pathname.includes('signin'));
		this.errors.isSignedIn = true;
	}

	async createWorkflow(): Promise<void> {
		await this.page.goto(new URL('/workflow/new', this.#n8n.url).href);
		await this.page.getByText('Add first step').first().waitFor();
	}

	/** Opens the panel of nodes in an empty workflow: the words are next to the button, not on it. */
	async addFirstStep(): Promise<void> {
		const { page } = this;
		await page
			.getByTestId('canvas-plus-button')
			.or(page.getByTestId('canvas-add-button'))
			.first()
			.click();
	}

	/** Opens a new workflow and searches the node panel for `words`. */
	async searchNode(words: string): Promise<Locator> {
		const { page } = this;
		await this.createWorkflow();
		await this.addFirstStep();
		await page.getByTestId('node-creator-search-bar').fill(words);
		return page.getByTestId('node-creator');
	}

	/** Adds a node to a new workflow: finds it by its name, then clicks `offer` in its details. */
	async addNode(name: string, offer: string): Promise<void> {
		const panel = await this.searchNode('sitegpt');
		await panel.getByText(name, { exact: true }).first().click();
		await panel.getByText(offer, { exact: true }).click();
		await this.node.waitFor();
	}

	async openWorkflow(id: string): Promise<void> {
		await this.page.goto(new URL(`/workflow/${id}`, this.#n8n.url).href);
	}

	async openNode(name: string): Promise<void> {
		await this.page.locator(`[data-node-name="${name}"]`).first().dblclick();
		await this.node.waitFor();
	}

	async closeNode(): Promise<void> {
		await this.page.getByTestId('ndv-close-button').first().click();
		await this.node.waitFor({ state: 'hidden' });
	}

	/** The whole details view of the open node. */
	get node(): Locator {
		return this.page.getByTestId('ndv');
	}

	get parameters(): Locator {
		return this.page.getByTestId('node-parameters');
	}

	get outputPanel(): Locator {
		return this.page.getByTestId('output-panel');
	}

	get output(): Locator {
		return this.outputPanel.getByTestId('ndv-data-container');
	}

	async fields(): Promise<Field[]> {
		return await fieldsIn(this.parameters);
	}

	/** The labels of the open node's fields, from top to bottom. */
	async labels(): Promise<string[]> {
		return (await this.fields()).map(({ label }) => label);
	}

	/** Waits for the last label and returns all labels: n8n adds the fields one after the other. */
	async labelsUpTo(last: string): Promise<string[]> {
		return await waitFor(
			async () => {
				const labels = await this.labels();
				return labels.at(-1) === last && labels;
			},
			{ what: `the field ${last}` },
		);
	}

	/** The fields that the open node's first collection offers to add, such as its options. */
	async offeredOptions(): Promise<string[]> {
		const options = this.page.getByTestId('collection-parameter-option');
		await this.parameters.getByTestId('collection-parameter-add').first().click();
		await options.first().waitFor();
		const offered = await options.allInnerTexts();
		await this.page.keyboard.press('Escape');
		await options.first().waitFor({ state: 'hidden' });
		return offered.map((option) => option.trim());
	}

	async addOption(name: string): Promise<void> {
		await this.parameters.getByTestId('collection-parameter-add').first().click();
		await this.page.getByTestId('collection-parameter-option').filter({ hasText: name }).click();
		await this.parameters.locator('label').filter({ hasText: name }).waitFor();
	}

	/** The URL that the open trigger shows on the given tab, at the address where these tests reach it. */
	async webhookUrl(tab: 'Test URL' | 'Production URL'): Promise<string> {
		const { page } = this;
		const tabButton = page.getByTestId(
			tab === 'Test URL' ? 'radio-button-test' : 'radio-button-production',
		);
		if (!(await tabButton.isVisible())) await page.getByTitle(/webhook URLs/).click();
		await tabButton.click();
		const part = tab === 'Test URL' ? '/webhook-test/' : '/webhook/';
		const url = this.node.getByText(part).first();
		const shown = (await url.innerText()).replaceAll(/\s/g, '');
		assert.ok(shown.startsWith(PUBLIC_URL), shown);
		return shown.replace(PUBLIC_URL, `${this.#n8n.url}/`);
	}

	async listen(): Promise<void> {
		await this.page.getByRole('button', { name: 'Test this trigger' }).click();
		await this.isListening();
	}

	/** Opens the help in the panel of the open trigger. Its last words must be in sight without scrolling. */
	async openPanelHelp(): Promise<void> {
		const { page } = this;
		await page.getByText('When will this node trigger my flow?').click();
		const lastWords = page.getByText('show up in the Executions list, not here.');
		const height = page.viewportSize()?.height ?? 0;
		await waitFor(
			async () => {
				const box = await lastWords.boundingBox();
				return box !== null && box.y + box.height <= height;
			},
			{ what: "the end of the panel's help to be in sight" },
		);
	}

	async isListening(): Promise<void> {
		await this.page.getByText('Listening for test event').first().waitFor();
	}

	/** Publishes the workflow, and leaves n8n's message about it open. */
	async publish(): Promise<Locator> {
		const { page } = this;
		await page.getByTestId('workflow-open-publish-modal-button').click();
		const dialog = page.getByRole('dialog');
		await page
			.getByTestId('workflow-publish-button')
			.or(dialog.getByRole('button', { name: 'Publish' }))
			.first()
			.click();
		await dialog.getByRole('button', { name: 'Got it' }).waitFor();
		return dialog;
	}

	async showOutputAs(view: 'table' | 'json' | 'schema'): Promise<void> {
		await this.outputPanel.getByTestId(`radio-button-${view}`).click();
	}

	/**
	 * Drags the parameters to the left to make room for the output. n8n remembers the position, so this returns a
	 * function that restores it.
	 */
	async widenOutput(): Promise<() => Promise<void>> {
		const handle = this.page.getByTestId('panel-drag-button');
		const place = async (): Promise<[x: number, y: number]> => {
			const box = await handle.boundingBox();
			if (!box) throw new Error('The drag handle of the parameters is missing');
			return [box.x + box.width / 2, box.y + box.height / 2];
		};
		const drawTo = async (x: number): Promise<number> => {
			const { mouse } = this.page;
			const [from] = await place();
			// The panels may move while the output loads, and the mouse then misses the handle.
			await waitFor(
				async () => {
					const [before, y] = await place();
					await mouse.move(before, y);
					await mouse.down();
					await mouse.move(x, y, { steps: 10 });
					await mouse.up();
					return Math.abs((await place())[0] - from) > 10;
				},
				{ what: 'the parameters to be dragged aside' },
			);
			return from;
		};
		const from = await drawTo(0);
		return async () => void (await drawTo(from));
	}

	async close(): Promise<void> {
		await this.page.context().close();
	}
}
