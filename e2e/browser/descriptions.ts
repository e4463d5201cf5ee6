import assert from 'node:assert/strict';
import type { N8n } from '../../harness/n8n/n8n.ts';
import type { Editor } from './editor.ts';
import { cutTexts } from './texts.ts';

interface Property {
	displayName: string;
	name: string;
	type: string;
	description?: string;
	options?: Array<Property | { name: string; value?: string; description?: string }>;
	displayOptions?: { show?: { resource?: string[] } };
}

interface NodeType {
	name: string;
	properties: Property[];
}

/** Returns the installed node's properties, including those in collections. */
async function readProperties({ client }: N8n, type: string): Promise<Property[]> {
	const types = await client.request<NodeType[]>('GET', '/types/nodes.json');
	const found = types.filter(({ name }) => name === type);
	assert.ok(found.length > 0, `${type} is not among the node types`);
	return found
		.flatMap(({ properties }) => properties)
		.flatMap((property) => {
			const { type, options = [], displayOptions } = property;
			if (type !== 'collection') return [property];
			// A collection's fields are shown for the same resources as the collection.
			return [property, ...(options as Property[]).map((one) => ({ ...one, displayOptions }))];
		});
}

/**
 * Hovers over each visible label, opens each list, and checks that the descriptions of the field and of each
 * choice are fully readable.
 *
 * @returns the labels that were checked; a list's label appears twice if the list has a description
 */
export async function assertDescribed(editor: Editor, n8n: N8n, type: string): Promise<string[]> {
	const properties = await readProperties(n8n, type);
	const resource = await chosenResource(editor, properties);
	const isOfResource = ({ displayOptions }: Property) =>
		displayOptions?.show?.resource?.includes(resource ?? '') ?? true;
	const looked: string[] = [];
	for (const label of new Set(await editor.labels())) {
		const property = await shownProperty(
			editor,
			properties.filter((one) => one.displayName === label && isOfResource(one)),
		);
		if (!property) continue;
		if (property.description) {
			await assertTip(editor, label, property.description);
			looked.push(label);
		}
		if (property.type === 'options' || property.type === 'multiOptions') {
			await assertChoices(editor, property);
			looked.push(label);
		}
	}
	return looked;
}

/** Returns the value of the selected resource; undefined if the node has no resources. */
async function chosenResource(editor: Editor, properties: Property[]): Promise<string | undefined> {
	const chosen = (await editor.fields()).find(({ label }) => label === 'Resource')?.value;
	const options = properties.find(({ name }) => name === 'resource')?.options ?? [];
	const option = options.find(({ name }) => name === chosen) as { value?: string } | undefined;
	return option?.value;
}

/** Returns the visible property; undefined for the credential's field, which isn't one of the node's properties. */
async function shownProperty(editor: Editor, named: Property[]): Promise<Property | undefined> {
	for (const property of named) {
		const place = editor.parameters.getByTestId(`parameter-input-${property.name}`);
		if (await place.first().isVisible()) return property;
	}
	return undefined;
}

async function assertTip({ page, parameters }: Editor, label: string, words: string) {
	const shown = parameters.locator('label').filter({
		has: page.getByText(label, { exact: true }),
	});
	await shown.hover();
	await shown.locator('[data-icon="circle-help"]').hover();
	const tip = page.locator('[data-reka-popper-content-wrapper]').filter({ visible: true });
	await tip.getByText(words, { exact: true }).first().waitFor();
	assert.deepEqual(await cutTexts(tip), [], `the description of ${label}`);
	const box = await tip.boundingBox();
	const { width, height } = page.viewportSize() ?? { width: 0, height: 0 };
	assert.ok(box && box.x >= 0 && box.y >= 0, `the description of ${label} starts off the page`);
	assert.ok(
		box.x + box.width <= width && box.y + box.height <= height,
		`the description of ${label} ends off the page`,
	);
	await page.mouse.move(5, 5);
	await tip.waitFor({ state: 'hidden' });
}

async function assertChoices(
	{ page, parameters }: Editor,
	{ name, displayName, options }: Property,
) {
	await parameters.getByTestId(`parameter-input-${name}`).click();
	const list = page.locator('.el-select__popper').filter({ visible: true });
	await list.waitFor();
	for (const choice of options as Array<{ name: string; description?: string }>) {
		await list.getByText(choice.name, { exact: true }).scrollIntoViewIfNeeded();
		if (choice.description) await list.getByText(choice.description, { exact: true }).waitFor();
	}
	assert.deepEqual(await cutTexts(list), [], `the choices of ${displayName}`);
	await page.keyboard.press('Escape');
	await list.waitFor({ state: 'hidden' });
}
