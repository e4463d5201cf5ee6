import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IDataObject, INode, INodeProperties } from 'n8n-workflow';

/** A workflow as n8n's editor saves it. */
interface SavedWorkflow {
	nodes: INode[];
}

/** Every node of the workflows that versions of this package have saved, with the version. */
export function savedNodes(): Array<{ version: string; node: INode }> {
	const versions = readdirSync(__dirname).filter((name) => /^\d/.test(name));
	return versions.flatMap((version) =>
		readdirSync(join(__dirname, version)).flatMap((file) => {
			const text = readFileSync(join(__dirname, version, file), 'utf8');
			return (JSON.parse(text) as SavedWorkflow).nodes.map((node) => ({ version, node }));
		}),
	);
}

/**
 * What of these properties a saved node depends on: names, and the values of what there is to choose, such as
 * `filters.status` and `filters.status=open`.
 */
export function usedIn(parameters: IDataObject, properties: INodeProperties[]): string[] {
	return Object.entries(parameters).flatMap(([name, value]) => {
		const known = properties.filter((one) => one.name === name);
		const chosen = known.some(({ type }) => type === 'options' || type === 'multiOptions');
		const [collection] = known.filter(({ type }) => type === 'collection');
		const [locator] = known.filter(({ type }) => type === 'resourceLocator');
		const values = chosen ? [value].flat() : locator ? [(value as IDataObject).mode] : [];
		const fields = collection
			? usedIn(value as IDataObject, collection.options as INodeProperties[])
			: [];
		return [
			name,
			...values.map((one) => `${name}=${String(one)}`),
			...fields.map((field) => `${name}.${field}`),
		];
	});
}

/** The same of everything that these properties offer. */
export function offeredBy(properties: INodeProperties[]): string[] {
	return properties.flatMap(({ name, type, options = [], modes = [] }) => {
		if (type === 'notice') return [];
		const fields = type === 'collection' ? offeredBy(options as INodeProperties[]) : [];
		const choices = ['options', 'multiOptions'].includes(type) ? options : [];
		const values = choices.map((one) => (one as { value: unknown }).value);
		const locatedBy = modes.map((mode) => mode.name);
		return [
			name,
			...[...values, ...locatedBy].map((one) => `${name}=${String(one)}`),
			...fields.map((field) => `${name}.${field}`),
		];
	});
}
