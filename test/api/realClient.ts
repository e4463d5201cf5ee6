import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ExecuteContext } from 'n8n-core';
import { createRunExecutionData, type IDataObject, type INodeExecutionData } from 'n8n-workflow';
import type { ApiClient, ClientOptions } from '../../nodes/api/client';
import { siteGptClient } from '../../nodes/api/siteGptClient';
import { SiteGpt } from '../../nodes/SiteGpt/SiteGpt.node';
import { additionalDataWith, workflowOf } from '../n8n/workflow';

const servers: Server[] = [];

/** A server on loopback that may answer anything. Ends after the test. */
export async function serverOf(listener: RequestListener): Promise<string> {
	return await listening(createServer(listener));
}

/** Starts a server on loopback, and ends it after the test. */
export async function listening(server: Server): Promise<string> {
	servers.push(server);
	await once(server.listen(0, '127.0.0.1'), 'listening');
	return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Ends the servers of a test. */
export async function endServers(): Promise<void> {
	for (const server of servers.splice(0)) {
		server.closeAllConnections();
		await new Promise((resolve) => server.close(resolve));
	}
}

/** n8n-core's own context of the SiteGPT node, with a credential for each item. */
export function realContext(
	credential: (itemIndex: number) => IDataObject,
	{
		parameters = {},
		items = [{ json: {} }],
		cancel,
	}: { parameters?: IDataObject; items?: INodeExecutionData[]; cancel?: AbortSignal } = {},
): ExecuteContext {
	const { workflow, node } = workflowOf(new SiteGpt(), parameters);
	return new ExecuteContext(
		workflow,
		node,
		additionalDataWith(async (...args: unknown[]) => {
			const { itemIndex = 0 } = (args[6] ?? {}) as { itemIndex?: number };
			return { ...credential(itemIndex) };
		}),
		'manual',
		createRunExecutionData({}),
		0,
		items,
		{ main: [items] },
		{ data: { main: [items] }, node, source: null },
		[],
		cancel,
	);
}

/** A client that sends with n8n's own request helper. */
export function realClient(
	baseUrl: string,
	options?: ClientOptions,
	cancel?: AbortSignal,
): ApiClient {
	const credential = { accessToken: 'sgpt_of_the_tests', accountApiKey: '', baseUrl };
	return siteGptClient(
		realContext(() => credential, { cancel }),
		credential,
		options,
	);
}
