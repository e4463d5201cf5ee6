import { ExecuteContext } from 'n8n-core';
import { createRunExecutionData, type IDataObject, type INodeExecutionData } from 'n8n-workflow';
import type { SiteGptServer } from '../../harness/siteGpt/server.ts';
import { SiteGpt } from '../../nodes/SiteGpt/SiteGpt.node';
import { additionalDataWith, workflowOf } from './workflow';

/** How the node runs. By default once, with a token that may do everything. */
export interface Run {
	items?: INodeExecutionData[];
	continueOnFail?: boolean;
	credential?: IDataObject;
	cancel?: AbortSignal;
	/** As an AI agent's tool. */
	isTool?: boolean;
	/** Receives the hints that the node shows. */
	hints?: string[];
}

/** Runs the SiteGPT node in n8n-core's own context against a fake SiteGPT server. */
export async function runSiteGpt(
	server: SiteGptServer,
	parameters: IDataObject,
	{ items = [{ json: {} }], continueOnFail, credential, cancel, isTool, hints }: Run = {},
): Promise<INodeExecutionData[]> {
	const secrets = { accessToken: '', accountApiKey: '', baseUrl: server.url, ...credential };
	if (!secrets.accessToken) secrets.accessToken = server.addToken();
	const { workflow, node } = workflowOf(new SiteGpt(), parameters);
	if (continueOnFail) node.onError = 'continueRegularOutput';
	if (isTool) node.type += 'Tool';
	const context = new ExecuteContext(
		workflow,
		node,
		additionalDataWith(async () => ({ ...secrets })),
		'manual',
		createRunExecutionData({}),
		0,
		items,
		{ main: [items] },
		{ data: { main: [items] }, node, source: null },
		[],
		cancel,
	);
	const [output] = await new SiteGpt().execute.call(context);
	hints?.push(...context.hints.map(({ message }) => message));
	return output;
}

/** The JSON of what the node emits. */
export async function emitted(
	server: SiteGptServer,
	parameters: IDataObject,
	run?: Run,
): Promise<IDataObject[]> {
	return (await runSiteGpt(server, parameters, run)).map(({ json }) => json);
}
