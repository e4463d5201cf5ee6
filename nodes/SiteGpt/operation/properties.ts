import type { INodeProperties } from 'n8n-workflow';
import type { Operation, Resource } from './operation';

/** The parameter that chooses the operation, and the parameters of each operation. */
export function toProperties({
	value: resource,
	operations,
	// Get Many if there is one, because reading a list does no harm.
	defaultOperation = 'getAll',
}: Resource): INodeProperties[] {
	const { value: first } =
		operations.find(({ value }) => value === defaultOperation) ?? operations[0];
	return [
		{
			displayName: 'Operation',
			name: 'operation',
			type: 'options',
			noDataExpression: true,
			displayOptions: { show: { resource: [resource] } },
			options: operations.map(
				({ value, name, action, description, takesBinary, isForAllItems }) => ({
					value,
					name,
					action,
					description,
					...(takesBinary || isForAllItems
						? { displayOptions: { hide: { '@tool': [true] } } }
						: {}),
				}),
			),
			default: first,
		},
		...mergeParameters(operations).map(([parameter, values]) => ({
			...parameter,
			displayOptions: {
				...parameter.displayOptions,
				show: { ...parameter.displayOptions?.show, resource: [resource], operation: values },
			},
		})),
	];
}

/** Each parameter once, with the operations that have it, in an order that is right for each of them. */
function mergeParameters(operations: readonly Operation[]): Array<[INodeProperties, string[]]> {
	const found: Array<[INodeProperties, string[]]> = [];
	const left = operations.map(({ value, parameters }) => ({ value, parameters: [...parameters] }));
	for (;;) {
		const nexts = left.flatMap(({ parameters: [next] }) => next ?? []);
		if (nexts.length === 0) return found;
		const isNextForAll = (one: INodeProperties) =>
			left.every(({ parameters }) => parameters.indexOf(one) <= 0);
		const next = nexts.find(isNextForAll) ?? nexts[0];
		const having = left.filter(({ parameters }) => parameters.includes(next));
		for (const { parameters } of having) parameters.splice(parameters.indexOf(next), 1);
		found.push([next, having.map(({ value }) => value)]);
	}
}
