import { ExecuteContext, PollContext } from 'n8n-core';
import {
	createRunExecutionData,
	type IDataObject,
	type IExecuteData,
	type INodeExecutionData,
	type WorkflowActivateMode,
} from 'n8n-workflow';
import type { SiteGptServer } from '../../harness/siteGpt/server.ts';
import type { Chatbot } from '../../harness/siteGpt/state.ts';
import { SiteGptPollingTrigger } from '../../nodes/SiteGptPollingTrigger/SiteGptPollingTrigger.node';
import { additionalDataWith, workflowOf } from './workflow';

let workflows = 0;

const trigger = new SiteGptPollingTrigger();

/** How n8n has registered the trigger. */
export interface Options {
	parameters?: IDataObject;
	credential?: IDataObject;
	activation?: WorkflowActivateMode;
	id?: string;
	/** What n8n gives a poll, in milliseconds; 5 minutes by default. */
	budget?: number;
}

/** A trigger that n8n has registered: its polls share a context, and its static data is in memory. */
export function registerTrigger(
	server: SiteGptServer,
	chatbot: Chatbot,
	{ parameters = {}, credential = {}, activation = 'activate', id, budget }: Options = {},
) {
	const { workflow, node } = workflowOf(
		trigger,
		{ chatbotId: { __rl: true, mode: 'id', value: chatbot.id }, ...parameters },
		{ id: id ?? `polling-${++workflows}` },
	);
	const secrets = { accessToken: server.addToken(), baseUrl: server.url, ...credential };
	const data = additionalDataWith(async () => ({ ...secrets }));
	const context = new PollContext(workflow, node, data, 'trigger', activation);
	if (budget !== undefined) Object.assign(context, { getPollBudgetMs: () => budget });
	const logged: string[] = [];
	const runs: IExecuteData[] = [];
	Object.defineProperty(context, 'logger', {
		value: { warn: (text: string) => logged.push(text) },
	});
	return {
		workflow,
		node,
		secrets,
		logged,
		runs,
		poll: async (): Promise<INodeExecutionData[] | undefined> =>
			(await trigger.poll.call(context))?.[0],
		staticData: () => workflow.getStaticData('node', node),
		/** What n8n does with what a poll emitted, in this process. */
		async execute(items: INodeExecutionData[], mode: 'trigger' | 'manual' | 'retry' = 'trigger') {
			const run = {
				data: { main: [items] },
				node: { ...node, alwaysOutputData: true },
				source: null,
			};
			runs.push(run);
			const execute = new ExecuteContext(
				workflow,
				node,
				data,
				mode,
				createRunExecutionData({}),
				0,
				items,
				{ main: [items] },
				run,
				[],
			);
			const recorded = processed.get(workflow.id) ?? new Set<string>();
			processed.set(workflow.id, recorded);
			Object.assign(execute.helpers, {
				async checkProcessedAndRecord(entries: string[]) {
					const known = entries.filter((one) => recorded.has(one));
					for (const one of entries) recorded.add(one);
					return { new: entries.filter((one) => !known.includes(one)), processed: known };
				},
			});
			return (await trigger.execute.call(execute))[0];
		},
	};
}

/** n8n's database, by workflow. */
const processed = new Map<string, Set<string>>();
