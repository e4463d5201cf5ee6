import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

/** An execution of one node whose entries are in a database that a test provides. */
export interface FakeExecution {
	context: IExecuteFunctions;
	/** The warnings in n8n's log. */
	warnings: string[];
	/** How often the database was called. */
	readonly calls: number;
}

interface Options {
	node?: string;
	items?: IDataObject[];
	/** Happens at each call, which has a number from 1. */
	onCall?: (call: number) => void | Promise<void>;
	/** What the database has, which several nodes may share. */
	entries?: Set<string>;
}

export function fakeExecution({
	node = 'node',
	items = [],
	onCall = () => {},
	entries = new Set(),
}: Options = {}): FakeExecution {
	const warnings: string[] = [];
	let calls = 0;
	const context = {
		getNode: () => ({ id: node, name: `Name of ${node}` }),
		getWorkflow: () => ({ id: 'workflow' }),
		getInputData: () => items.map((json) => ({ json })),
		getMode: () => 'webhook',
		getNodeParameter: () => ({ ignoreDuplicates: 'all' }),
		logger: { warn: (line: string) => void warnings.push(line) },
		helpers: {
			async checkProcessedAndRecord(added: string[]) {
				await onCall(++calls);
				const processed = added.filter((entry) => entries.has(entry));
				for (const entry of added) entries.add(entry);
				return { new: added.filter((entry) => !processed.includes(entry)), processed };
			},
		},
	};
	return {
		context: context as unknown as IExecuteFunctions,
		warnings,
		get calls() {
			return calls;
		},
	};
}
