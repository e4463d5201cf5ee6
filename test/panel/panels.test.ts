import type { INodeProperties } from 'n8n-workflow';
import { resources } from '../../nodes/SiteGpt/resources';
import { nodeTypes, panelsOf } from './panels';

const panels = nodeTypes.flatMap(panelsOf);

const KINDS = [
	'notice',
	'what the node does',
	'what is worked on',
	"the operation's own",
	'Return All',
	'Limit',
	'Simplify',
	'collection',
];

function kindOf(parameter: INodeProperties, all: INodeProperties[]): string {
	const { displayName, name, type } = parameter;
	if (type === 'notice') return 'notice';
	if (name === 'triggerOn') return 'what the node does';
	if (['Return All', 'Limit', 'Simplify'].includes(displayName)) return displayName;
	if (['collection', 'fixedCollection'].includes(type)) return 'collection';
	const locators = all.filter((one) => one.type === 'resourceLocator');
	const choosesLocator = locators.some(({ displayOptions: { show = {} } = {} }) => name in show);
	return locators.includes(parameter) || choosesLocator
		? 'what is worked on'
		: "the operation's own";
}

/** Its label, when it is shown, and what a collection has. */
function labelOf({ displayName, type, displayOptions, options }: INodeProperties): string {
	const shown = Object.entries(displayOptions?.show ?? {}).filter(
		([name]) => !['resource', 'operation'].includes(name),
	);
	const when = shown.map(([name, values]) => `${name} is ${values?.join(' or ')}`).join(' and ');
	const label = type === 'notice' ? 'Notice' : displayName;
	const fields =
		type === 'collection' ? options!.map((one) => (one as INodeProperties).displayName) : [];
	return [label, when && ` (if ${when})`, fields.length > 0 && `: ${fields.join(', ')}`]
		.filter(Boolean)
		.join('');
}

test('each panel has what it had', () => {
	const shown = panels.map(({ title, parameters }) => [title, parameters.map(labelOf)]);
	expect(Object.fromEntries(shown)).toMatchSnapshot();
});

test.each(panels)('$title: what is worked on first, collections last', ({ parameters }) => {
	const kinds = parameters.map((one) => kindOf(one, parameters));
	expect(kinds).toEqual(kinds.toSorted((a, b) => KINDS.indexOf(a) - KINDS.indexOf(b)));
});

test.each(panels)('$title: one name and one label for the same thing', ({ parameters }) => {
	const names = { returnAll: 'Return All', limit: 'Limit', simple: 'Simplify' };
	for (const { name, displayName, type, placeholder } of parameters) {
		for (const [common, label] of Object.entries(names)) {
			expect([name, displayName === label]).toEqual([name, name === common]);
		}
		if (type === 'collection') expect(placeholder).toMatch(/^Add (Option|Filter|Field)$/);
	}
});

test.each(resources)('$name: the order of an operation is the order of its panel', (resource) => {
	for (const { value, parameters } of resource.operations) {
		const [panel] = panels.filter(
			({ chosen }) => chosen.resource === resource.value && chosen.operation === value,
		);
		expect(panel!.parameters.map(({ name, type }) => [name, type])).toEqual(
			parameters.map(({ name, type }) => [name, type]),
		);
	}
});
