import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { INodeProperties, INodePropertyOptions, INodeType } from 'n8n-workflow';
import { root } from '../package/tarball';

/** Every node of the package. */
export const nodeTypes: INodeType[] = readdirSync(join(root, 'nodes'))
	.filter((name) => name.startsWith('SiteGpt'))
	.map((name) => {
		const file = join(root, 'nodes', name, `${name}.node`);
		// eslint-disable-next-line @typescript-eslint/no-require-imports
		const classes = require(file) as Record<string, new () => INodeType>;
		return new classes[name]!();
	});

/** What the editor shows of a node, or of one operation of it. */
export interface Panel {
	title: string;
	/** The choices that lead to it. */
	chosen: Record<string, string>;
	/** Everything that it may show, in its order. */
	parameters: INodeProperties[];
}

/** Every panel of a node. */
export function panelsOf({ description: { displayName, properties } }: INodeType): Panel[] {
	const [resource, ...others] = properties;
	if (resource?.name !== 'resource') {
		return [{ title: displayName, chosen: {}, parameters: properties }];
	}
	const shownFor = (chosen: Record<string, string>) =>
		others.filter(({ displayOptions: { show = {} } = {} }) =>
			Object.entries(chosen).every(([name, value]) => show[name]?.includes(value) ?? true),
		);
	return optionsOf(resource).flatMap((one) => {
		const ofResource = shownFor({ resource: String(one.value) });
		const operation = ofResource.find(({ name }) => name === 'operation')!;
		return optionsOf(operation).map((other) => {
			const chosen = { resource: String(one.value), operation: String(other.value) };
			const parameters = shownFor(chosen).filter(({ name }) => name !== 'operation');
			return { title: `${displayName}, ${one.name}: ${other.name}`, chosen, parameters };
		});
	});
}

/** What a parameter lets a person choose. */
export function optionsOf({ options }: INodeProperties): INodePropertyOptions[] {
	return options as INodePropertyOptions[];
}
