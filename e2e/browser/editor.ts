import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import type { N8n } from '../host/n8n.ts';
import { packageFolder } from '../host/paths.ts';

/** What n8n's own pages say on a machine that reaches nobody else. */
const notOurs = [
	// pictures and lists of n8n's own site
	/net::ERR_/,
	// the page asks who is signed in before anybody is
	/status of 401/,
	// an unpublished template or license endpoint of n8n
	/status of 40[34]/,
];

const imagesFolder =
	process.env.SCREENSHOTS === '1'
		? join(packageFolder, 'docs', 'images')
		: join(tmpdir(), 'n8n-nodes-sitegpt-screenshots');

/** n8n's editor, as a person uses it: by what is to be read on it, with mouse and keyboard. */
export class Editor {
	readonly page: Page;
	/** errors on the console and in the page that are not n8n's own */
	readonly faults: string[] = [];
	readonly #n8n: N8n;

	private constructor(n8n: N8n, page: Page) {
		this.#n8n = n8n;
		this.page = page;
		page.setDefaultTimeout(30_000);
		page.on('pageerror', (error) => this.faults.push(`${error.message}\n${error.stack ?? ''}`));
		page.on('console', (message) => {
			const text = `${message.text()} (${message.location().url})`;
			if (message.type() !== 'error' || notOurs.some((known) => known.test(text))) return;
			this.faults.push(text);
		});
	}

	static async open(
		n8n: N8n,
		browser: Browser,
		colorScheme: 'light' | 'dark' = 'light',
	): Promise<Editor> {
		const context = await browser.newContext({
			colorScheme,
			viewport: { width: 1400, height: 900 },
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
	}

	/** A new workflow with the panel of nodes open, in which `words` were searched for. */
	async searchNode(words: string): Promise<Locator> {
		const { page } = this;
		await page.goto(new URL('/workflow/new', this.#n8n.url).href);
		await page.getByText('Add first step').first().waitFor();
		await page
			.getByTestId('canvas-plus-button')
			.or(page.getByTestId('canvas-add-button'))
			.first()
			.click();
		await page.getByTestId('node-creator-search-bar').fill(words);
		return page.getByTestId('node-creator');
	}

	async openWorkflow(id: string): Promise<void> {
		await this.page.goto(new URL(`/workflow/${id}`, this.#n8n.url).href);
	}

	/** Opens a node of the canvas by its name. */
	async openNode(name: string): Promise<void> {
		await this.page.locator(`[data-node-name="${name}"]`).first().dblclick();
		await this.page.getByTestId('ndv').waitFor();
	}

	async closeNode(): Promise<void> {
		await this.page.getByTestId('ndv-close-button').first().click();
		await this.page.getByTestId('ndv').waitFor({ state: 'hidden' });
	}

	/** The URL that the open trigger shows under the tab given. */
	async webhookUrl(tab: 'Test URL' | 'Production URL'): Promise<string> {
		const { page } = this;
		const tabButton = page.getByTestId(
			tab === 'Test URL' ? 'radio-button-test' : 'radio-button-production',
		);
		if (!(await tabButton.isVisible())) await page.getByText('Webhook URLs').click();
		await tabButton.click();
		const part = tab === 'Test URL' ? '/webhook-test/' : '/webhook/';
		const url = page.getByTestId('ndv').getByText(part).first();
		return (await url.innerText()).replaceAll(/\s/g, '');
	}

	async listen(): Promise<void> {
		await this.page.getByRole('button', { name: 'Test this trigger' }).click();
		await this.page.getByText('Listening for test event').first().waitFor();
	}

	get output(): Locator {
		return this.page.getByTestId('output-panel').getByTestId('ndv-data-container');
	}

	async showOutputAs(view: 'table' | 'json' | 'schema'): Promise<void> {
		await this.page.getByTestId('output-panel').getByTestId(`radio-button-${view}`).click();
	}

	/** Texts of the open node's parameters that are wider than what shows them. */
	async cutTexts(): Promise<string[]> {
		return await this.page.getByTestId('node-parameters').evaluate((panel) => {
			const texts = [...panel.querySelectorAll('label, span, p, div')].filter(
				(element) => element.childElementCount === 0 && element.textContent?.trim(),
			);
			return texts
				.filter((element) => element.scrollWidth > element.clientWidth + 1)
				.filter((element) => getComputedStyle(element).overflow !== 'visible')
				.map((element) => element.textContent ?? '');
		});
	}

	/** Labels of the open node's parameters, from top to bottom. */
	async labels(): Promise<string[]> {
		const labels = await this.page
			.getByTestId('node-parameters')
			.getByTestId('input-label')
			.filter({ visible: true })
			.allInnerTexts();
		return labels
			.map((label) => label.split('\n')[0]?.trim() ?? '')
			.filter((label) => label !== '');
	}

	async screenshot(name: string): Promise<string> {
		await mkdir(imagesFolder, { recursive: true });
		const path = join(imagesFolder, `${name}.png`);
		await this.page.screenshot({ path, animations: 'disabled' });
		return path;
	}

	async close(): Promise<void> {
		await this.page.context().close();
	}
}
