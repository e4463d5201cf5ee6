import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import type { IDataObject } from 'n8n-workflow';
import type { SiteGptServer } from '../../harness/siteGpt/server.ts';
import { runSiteGpt } from './siteGpt';

const credential = {
	accessToken: 'sgpt_a/secret+token~0123==',
	accountApiKey: 'the-key/of-the+account',
};
const secrets = Object.values(credential);

let body: (secret: string) => string;
let head: [number, Record<string, string>];
let http: Server;
let server: SiteGptServer;

beforeEach(async () => {
	head = [200, {}];
	http = createServer((request, response) => {
		const repeated = (request.headers.authorization ?? '').replace('Bearer ', '');
		const [status, headers] = head;
		response.writeHead(status, { ...headers, 'X-Token': repeated });
		response.end(body(repeated));
	}).listen(0, '127.0.0.1');
	await once(http, 'listening');
	server = {
		url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
	} as SiteGptServer;
});
afterEach(() => http.close());

const byId = (value: string) => ({ __rl: true, mode: 'id', value });
const place = { chatbotId: byId('bot'), leadId: byId('lead'), threadId: byId('thread') };
const calls: Record<string, IDataObject> = {
	v2: { resource: 'lead', operation: 'get', simple: false, ...place },
	v0: { resource: 'message', operation: 'sendAsAgent', message: 'Hi', simple: false, ...place },
};

/** Everything that leaves the node, as text. */
async function all(parameters: IDataObject): Promise<string> {
	const hints: string[] = [];
	const told: unknown[] = [];
	for (const continueOnFail of [true, false]) {
		const run = { credential, continueOnFail, hints };
		told.push(
			await runSiteGpt(server, parameters, run).catch((error: unknown) => [
				error,
				{ ...(error as Error), node: undefined },
			]),
		);
	}
	return inspect([told, hints], { depth: 20, maxStringLength: null, showHidden: true });
}

const written: Record<string, (secret: string) => string> = {
	plain: (secret) => secret,
	'in a URL': (secret) => `/?token=${encodeURIComponent(secret)}`,
	'in JSON': (secret) => JSON.stringify({ secret }),
	'in base64': (secret) => Buffer.from(secret).toString('base64'),
};

describe.each(Object.keys(calls))('the secret of %s, which a server repeats', (version) => {
	describe.each(Object.entries(written))('%s', (_, write) => {
		const answers: Record<string, [number, (secret: string) => unknown]> = {
			'a successful answer': [
				200,
				(s) => ({
					ok: true,
					success: true,
					data: { lead: { id: s, [s]: [s] }, message: { id: s } },
					warnings: [`Your token ${s}`],
				}),
			],
			'a refusal': [
				400,
				(s) => ({
					ok: false,
					error: { code: s, message: `No ${s}`, hint: s, details: [{ [s]: s }] },
					meta: { requestId: s },
				}),
			],
			'another refusal': [400, (s) => ({ errors: [{ message: s }] })],
			'a text': [500, (s) => `<p>${s}</p>`],
			'a cut text': [500, (s) => '-'.repeat(270) + s],
		};
		test.each(Object.entries(answers))('%s', async (_name, [status, answer]) => {
			head = [status, {}];
			body = (secret) => {
				const value = answer(write(secret));
				return typeof value === 'string' ? value : JSON.stringify(value);
			};
			const text = (await all(calls[version])).replaceAll('\\', '');
			expect(text).toContain('[t');
			for (const secret of secrets) {
				for (const one of [
					secret.slice(0, 9),
					encodeURIComponent(secret),
					Buffer.from(secret).toString('base64'),
				]) {
					expect(text).not.toContain(one);
				}
			}
		});
	});

	test('in a redirect', async () => {
		body = () => '';
		const secret = version === 'v0' ? credential.accountApiKey : credential.accessToken;
		head = [302, { Location: `https://a.example/${encodeURIComponent(secret)}` }];
		const text = await all(calls[version]);
		expect(text).toContain('redirected to https://a.example/[token]');
		expect(text).not.toContain(encodeURIComponent(secret));
	});
});
