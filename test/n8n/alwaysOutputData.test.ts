import { DataDeduplicationService, ExecutionLifecycleHooks, WorkflowExecute } from 'n8n-core';
import {
	createRunExecutionData,
	type IDataDeduplicator,
	type IDataObject,
	type IExecuteFunctions,
	type INode,
	type INodeType,
	type INodeTypes,
	type IRun,
	type IWorkflowBase,
	NodeConnectionTypes,
	Workflow,
} from 'n8n-workflow';
import { lead } from '../../nodes/events/lead';
import { endWithoutItems } from '../../nodes/once/endWithoutItems';
import { SiteGptLeadTrigger } from '../../nodes/SiteGptLeadTrigger/SiteGptLeadTrigger.node';
import { additionalDataWith } from './workflow';

const entries = new Set<string>();

beforeAll(async () => {
	await DataDeduplicationService.init({
		async checkProcessedAndRecord(items: string[]) {
			const processed = items.filter((item) => entries.has(item));
			items.forEach((item) => entries.add(item));
			return { new: items.filter((item) => !processed.includes(item)), processed };
		},
	} as unknown as IDataDeduplicator);
});
beforeEach(() => entries.clear());

/** What the node after the trigger gets, one entry per run. */
let received: IDataObject[][] = [];
beforeEach(() => {
	received = [];
});

const next = {
	description: {
		displayName: 'Next',
		name: 'next',
		group: ['transform'],
		version: 1,
		defaults: {},
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		properties: [],
	},
	async execute(this: IExecuteFunctions) {
		const items = this.getInputData();
		received.push(items.map(({ json }) => json));
		return [items];
	},
} as unknown as INodeType;

function workflowOf(alwaysOutputData: boolean): Workflow {
	const trigger = new SiteGptLeadTrigger();
	const types: Record<string, INodeType> = { trigger, next };
	const node = (name: string, others: Partial<INode>): INode => ({
		id: name,
		name,
		type: name,
		typeVersion: types[name].description.version as number,
		position: [0, 0],
		parameters: {},
		...others,
	});
	return new Workflow({
		id: 'workflow',
		nodes: [
			node('trigger', { alwaysOutputData, parameters: { options: { ignoreDuplicates: 'all' } } }),
			node('next', {}),
		],
		connections: {
			trigger: { main: [[{ node: 'next', type: NodeConnectionTypes.Main, index: 0 }]] },
		},
		active: true,
		nodeTypes: {
			getByName: (type: string) => types[type],
			getByNameAndVersion: (type: string) => types[type],
			getKnownTypes: () => ({}),
		} as unknown as INodeTypes,
		settings: { executionOrder: 'v1' },
	});
}

/** Runs the workflow as n8n does with what webhook() emitted. */
async function run(workflow: Workflow, json: IDataObject): Promise<IRun> {
	const additionalData = additionalDataWith(async () => ({}), {
		executionId: '1',
		hooks: new ExecutionLifecycleHooks('webhook', '1', {} as IWorkflowBase),
	});
	const node = workflow.getNode('trigger')!;
	const data = createRunExecutionData({
		executionData: {
			nodeExecutionStack: [{ node, data: { main: [[{ json }]] }, source: null }],
		},
	});
	return await new WorkflowExecute(additionalData, 'webhook', data).processRunExecutionData(
		workflow,
	);
}

const item = (key: string): IDataObject => ({
	event: lead.name,
	idempotencyKey: key,
	receivedAt: '2026-01-01T00:00:00.000Z',
});

test.each([false, true])(
	'a repeat starts no further node with Always Output Data: %p',
	async (alwaysOutputData) => {
		const workflow = workflowOf(alwaysOutputData);
		for (const key of ['a', 'a', 'b', 'b', 'c']) {
			const { status, data } = await run(workflow, item(key));
			expect([status, data.resultData.error]).toEqual(['success', undefined]);
		}
		expect(received).toEqual([[item('a')], [item('b')], [item('c')]]);
		expect(workflow.getNode('trigger')).toMatchObject({ alwaysOutputData });
	},
);

test.each([
	['no getExecuteData', {}],
	['no execute data', { getExecuteData: () => undefined }],
	['no node', { getExecuteData: () => ({}) }],
	['frozen data', { getExecuteData: () => Object.freeze({ node: { alwaysOutputData: true } }) }],
])('an n8n with %s: nothing is thrown', (_, context) => {
	expect(() => endWithoutItems(context as unknown as IExecuteFunctions)).not.toThrow();
});
