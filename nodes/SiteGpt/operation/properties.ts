import type { INodeProperties } from 'n8n-workflow';
import type { Operation, Resource } from './operation';

/** The parameter that chooses the operation, and the parameters of each operation. */
export function propertiesOf({ value: resource, operations }: Resource): INodeProperties[] {
	// Get Many if there is one, because reading a list does no harm.
	const { value: first } = operations.find(({ value }) => value === 'getAll') ?? operations[0];
	return [
		{
			displayName: 'Operation',
			name: 'operation',
			type: 'options',
			noDataExpression: true,
			displayOptions: { show: { resource: [resource] } },
			options: operations.map(({ value, name, action, description, takesBinary }) => ({
				value,
				name,
				action,
				description,
				...(takesBinary ? { displayOptions: { hide: { '@tool': [true] } } } : {}),
			})),
			default: first,
		},
		...parametersOf(operations).map(([parameter, values]) => ({
			...parameter,
			displayOptions: {
				...parameter.displayOptions,
				show: { ...parameter.displayOptions?.show, resource: [resource], operation: values },
			},
		})),
	];
}

/** Each parameter once, with the operations that have it. */
function parametersOf(operations: readonly Operation[]): Array<[INodeProperties, string[]]> {
	const found = new Map<INodeProperties, string[]>();
	for (const { value, parameters } of operations) {
		for (const parameter of parameters) {
			found.set(parameter, [...(found.get(parameter) ?? []), value]);
		}
	}
	return [...found];
}
