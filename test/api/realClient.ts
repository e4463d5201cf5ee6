import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ExecuteContext } from 'n8n-core';
import { createRunExecutionData, type IDataObject } from 'n8n-workflow';
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

/** A client that sends with n8n's own request helper. */
export function realClient(
	baseUrl: string,
	options?: ClientOptions,
	others: IDataObject = {},
): ApiClient {
	const credential = { accessToken: 'sgpt_of_the_tests', accountApiKey: '', baseUrl, ...others };
	const { workflow, node } = workflowOf(new SiteGpt());
	const items = [{ json: {} }];
	const context = new ExecuteContext(
		workflow,
		node,
		additionalDataWith(async () => ({ ...credential })),
		'manual',
		createRunExecutionData({}),
		0,
		items,
		{ main: [items] },
		{ data: { main: [items] }, node, source: null },
		[],
	);
	return siteGptClient(context, credential, options);
}
