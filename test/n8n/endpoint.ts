import type { AddressInfo } from 'node:net';
import { parse as parseQuery } from 'node:querystring';
import { buffer } from 'node:stream/consumers';
import express, { type Request, type Response } from 'express';
import { WebhookContext } from 'n8n-core';
import type {
	IDataObject,
	INodeType,
	IWebhookData,
	IWebhookResponseData,
	WorkflowExecuteMode,
} from 'n8n-workflow';
import { additionalDataWith, workflowOf } from './workflow';

export const TOKEN = 'the-token-of-the-tests-0123456789';
export const PREVIOUS_TOKEN = 'the-previous-token-of-the-tests-987';

export interface EndpointSettings {
	parameters?: IDataObject;
	credential?: () => Promise<IDataObject>;
	mode?: WorkflowExecuteMode;
	workflowId?: string;
	/** In place of n8n storing the execution: may take time, may fail. */
	store?: () => Promise<void>;
	/** In place of the workflow, with Acknowledge: After Workflow Succeeds. Returns whether it succeeded. */
	run?: () => Promise<boolean>;
}

export interface Endpoint {
	url: string;
	/** The first item of each execution that was started, in order. */
	executions: IDataObject[];
	/** All items of each execution. */
	items: IDataObject[][];
	/** What webhook() threw, which must be nothing. */
	thrown: unknown[];
	/** How many requests the trigger has been called for. */
	readonly calls: number;
	/** The lines that n8n's logger got, each after its level. */
	logged: string[];
	post(body: unknown, headers?: Record<string, string>): Promise<Answer>;
	close(): Promise<void>;
}

export interface Answer {
	status: number;
	body: unknown;
}

/**
 * Serves a trigger on loopback: real requests, n8n-core's own WebhookContext, and around it the few lines of
 * n8n's webhook-helpers.js that parse a body, start an execution, and answer.
 */
export async function serve(
	nodeType: INodeType,
	settings: EndpointSettings = {},
): Promise<Endpoint> {
	const executions: IDataObject[] = [];
	const items: IDataObject[][] = [];
	const thrown: unknown[] = [];
	let calls = 0;
	const logged: string[] = [];
	const app = express();
	app.use((request, _response, next) => {
		addRawBodyReader(request);
		next();
	});
	app.post('/', async (request: Request, response: Response) => {
		let result: IWebhookResponseData;
		try {
			await parseBody(request);
		} catch (error) {
			response.status(422).json({ message: (error as Error).message });
			return;
		}
		try {
			calls++;
			result = await runWebhook(nodeType, settings, request, response, logged);
		} catch (error) {
			thrown.push(error);
			response.status(500).json({ message: 'thrown' });
			return;
		}
		if (result.workflowData) {
			expect(result.workflowData).toHaveLength(1);
			items.push(result.workflowData[0].map(({ json }) => json));
			executions.push(items.at(-1)![0]);
		}
		await answer(result, settings, response);
	});
	const server = app.listen(0, '127.0.0.1');
	await new Promise((resolve) => server.once('listening', resolve));
	const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
	return {
		url,
		executions,
		items,
		thrown,
		get calls() {
			return calls;
		},
		logged,
		post: async (body, headers = { 'X-WEBHOOK-TOKEN': TOKEN }) => await post(url, body, headers),
		async close() {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}

/** As n8n's middlewares/body-parser.js does it. */
function addRawBodyReader(request: Request): void {
	const [type, ...parameters] = request.headers['content-type']?.split(';') ?? [];
	const charset = parameters.map((parameter) => /charset=(\S+)/.exec(parameter)?.[1]).find(Boolean);
	Object.assign(request, {
		contentType: type?.toLowerCase(),
		encoding: charset?.toLowerCase() ?? 'utf-8',
		async readRawBody(this: { rawBody?: Buffer }) {
			this.rawBody ??= await buffer(request);
		},
	});
}

type N8nRequest = Request & {
	contentType?: string;
	encoding: BufferEncoding;
	rawBody: Buffer;
	readRawBody(): Promise<void>;
};

/** As n8n does it for a node above version 1, apart from XML and files. */
async function parseBody(request: Request): Promise<void> {
	const n8nRequest = request as N8nRequest;
	const { contentType, encoding } = n8nRequest;
	const parsers: Record<string, (text: string) => unknown> = {
		'application/json': (text) => JSON.parse(text),
		'application/x-www-form-urlencoded': (text) => parseQuery(text),
		'text/plain': (text) => text,
	};
	if (contentType === undefined || !Object.hasOwn(parsers, contentType)) return;
	await n8nRequest.readRawBody();
	const text = n8nRequest.rawBody.toString(encoding);
	if (text !== '') request.body = parsers[contentType](text.replace(/^\ufeff/, ''));
}

async function runWebhook(
	nodeType: INodeType,
	settings: EndpointSettings,
	request: Request,
	response: Response,
	logged: string[],
): Promise<IWebhookResponseData> {
	const { workflow, node } = workflowOf(nodeType, settings.parameters, {
		id: settings.workflowId ?? 'workflow-1',
	});
	const credential = settings.credential ?? (async () => ({ token: TOKEN, previousToken: '' }));
	const additionalData = additionalDataWith(credential, {
		httpRequest: request,
		httpResponse: response,
	});
	const webhookData = {
		webhookDescription: nodeType.description.webhooks![0],
	} as unknown as IWebhookData;
	const mode = settings.mode ?? 'webhook';
	const context = new WebhookContext(workflow, node, additionalData, mode, webhookData, [], null);
	const log = (level: string) => [level, (line: string) => void logged.push(`${level} ${line}`)];
	const logger: unknown = Object.fromEntries(['error', 'warn', 'info'].map(log));
	Object.defineProperty(context, 'logger', { value: logger });
	return await nodeType.webhook!.call(context);
}

async function answer(
	result: IWebhookResponseData,
	settings: EndpointSettings,
	response: Response,
) {
	if (result.noWebhookResponse) return;
	if (!result.workflowData) {
		response.status(200).json(result.webhookResponse);
		return;
	}
	try {
		await settings.store?.();
	} catch {
		response.status(500).json({ message: 'There was a problem executing the workflow' });
		return;
	}
	if (!settings.run) {
		response.status(200).json(result.webhookResponse);
	} else if (await settings.run()) {
		response.status(200).json(undefined);
	} else {
		response.status(500).json({ message: 'Error in workflow' });
	}
}

/** @param body sent as JSON, unless it is text or bytes */
async function post(url: string, body: unknown, headers: Record<string, string>): Promise<Answer> {
	const isReady = typeof body === 'string' || body instanceof Uint8Array;
	const response = await fetch(url, {
		method: 'POST',
		headers: { 'Content-Type': 'application/json', ...headers },
		body: isReady ? body : JSON.stringify(body),
	});
	const text = await response.text();
	return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
}
