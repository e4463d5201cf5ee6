import { faults } from '../../harness/siteGpt/faults.ts';
import { SiteGptServer } from '../../harness/siteGpt/server.ts';
import type { Chatbot } from '../../harness/siteGpt/state.ts';
import { emitted, runSiteGpt } from './siteGpt';

let server: SiteGptServer;
let chatbot: Chatbot;
beforeEach(async () => {
	server = await SiteGptServer.start();
	chatbot = server.state.addChatbot();
});
afterEach(async () => await server.close());

const byId = (value: unknown) => ({ __rl: true, mode: 'id', value: value as string });
const lead = (operation: string, parameters = {}) => ({
	resource: 'lead',
	operation,
	chatbotId: byId(chatbot.id),
	...parameters,
});

test('Get Many reads page by page, simplified or raw', async () => {
	const leads = Array.from({ length: 7 }, (_, n) =>
		server.state.addLead(chatbot.id, { createdAt: `2026-11-0${n + 1}T00:00:00Z` }),
	).toReversed();
	server.settings.pageSize = (page) => page % 3;
	const all = await emitted(server, lead('getAll', { returnAll: true, simple: false }));
	expect(all).toEqual(leads);
	const [first, ...others] = await emitted(server, lead('getAll', { limit: 2 }));
	expect(others).toHaveLength(1);
	const unnamed = ['tags', 'chatUser', 'newField'];
	const named = Object.entries(leads[0]).filter(([name]) => !unnamed.includes(name));
	expect(first).toEqual(Object.fromEntries(named));
});

test('Get Many passes on its filters, and filters by time itself', async () => {
	const [old, recent] = ['2026-11-01T00:00:00Z', '2026-11-03T00:00:00Z'].map((createdAt) =>
		server.state.addLead(chatbot.id, { createdAt, important: true, name: 'Jane & Co' }),
	);
	const filters = { status: 'open', important: true, query: 'Jane & Co' };
	expect(await emitted(server, lead('getAll', { filters }))).toHaveLength(2);
	expect(Object.fromEntries(server.requests[0].query)).toEqual({
		...filters,
		important: 'true',
		limit: '50',
	});
	const capturedAfter = '2026-11-02T00:00:00';
	const after = await emitted(server, lead('getAll', { limit: 1, filters: { capturedAfter } }));
	expect(after.map(({ id }) => id)).toEqual([recent.id]);
	const wrong = lead('getAll', { filters: { capturedAfter: 'yesterday-ish' } });
	await expect(emitted(server, wrong)).rejects.toThrow(
		'Captured After is "yesterday-ish". Enter a date and time.',
	);
	expect(old.archived).toBe(false);
});

test.each([
	['archive', 'archived', true],
	['unarchive', 'archived', false],
	['star', 'important', true],
	['unstar', 'important', false],
])('%s sets %s to %s', async (operation, field, value) => {
	const one = server.state.addLead(chatbot.id, { [field]: !value });
	const [item] = await emitted(server, lead(operation, { leadId: byId(one.id) }));
	expect(item).toMatchObject({ id: one.id, [field]: value });
	expect(one[field]).toBe(value);
});

test('Get and Delete act on one lead, also by its dashboard URL', async () => {
	const one = server.state.addLead(chatbot.id);
	const url = `https://sitegpt.ai/${chatbot.id}/leads/${one.id}?tab=1`;
	const [item] = await emitted(
		server,
		lead('get', { leadId: { __rl: true, mode: 'url', value: url } }),
	);
	expect(item).toMatchObject({ id: one.id, email: one.email });
	server.faults.push({ fault: 'dropAfterDoing' });
	const deleted = await emitted(server, lead('delete', { leadId: byId(one.id) }));
	expect(deleted).toEqual([{ deleted: true }]);
	expect(server.state.leads).toEqual([]);
	expect(server.requests.slice(-2).map(({ status }) => status)).toEqual([undefined, 404]);
});

test.each([
	['url', 'https://sitegpt.ai/c/leads/50%25%20a%2Fü'],
	['url', '50%25%20a%2F%C3%BC'],
	['id', 'https://sitegpt.ai/c/leads/50%25%20a%2F%C3%BC?tab=1'],
	['id', '50% a/ü'],
])('in the mode %s, %j is decoded once and encoded once', async (mode, value) => {
	const one = server.state.addLead(chatbot.id, { id: '50% a/ü' });
	const leadId = { __rl: true, mode, value };
	expect(await emitted(server, lead('get', { leadId }))).toMatchObject([{ id: one.id }]);
	expect(server.requests[0].path).toMatch(/\/leads\/50%25%20a%2F%C3%BC$/);
	await expect(emitted(server, lead('delete', { leadId }))).rejects.toThrow(
		'"50% a/ü" can\'t be a lead ID to delete',
	);
	expect(server.requests).toHaveLength(1);
});

test.each([
	['url', 'https://sitegpt.ai/c/chat-history/thread_1', /isn't a link that contains a lead ID/],
	['url', 'https://sitegpt.ai/c/leads/%2E%2e', /"\.\." can't be a lead ID/],
	['url', ' ', 'The lead ID is empty'],
])('nothing is sent for %s %j', async (mode, value, reason) => {
	const get = lead('get', { leadId: { __rl: true, mode, value } });
	await expect(emitted(server, get)).rejects.toThrow(reason);
	expect(server.requests).toEqual([]);
});

test('an ID with a percent sign is itself in the mode By ID', async () => {
	const one = server.state.addLead(chatbot.id, { id: 'a%2Fb' });
	expect(await emitted(server, lead('get', { leadId: byId('a%2Fb') }))).toMatchObject([
		{ id: one.id },
	]);
});

test('leads without a readable time are left out by Captured After, and a hint says so', async () => {
	server.state.addLead(chatbot.id, { createdAt: 'recently' });
	const lead2 = server.state.addLead(chatbot.id, { createdAt: 1795863284 });
	const filters = { capturedAfter: '2026-01-01' };
	const hints: string[] = [];
	const found = await emitted(server, lead('getAll', { filters }), { hints });
	expect(found.map(({ id }) => id)).toEqual([lead2.id]);
	expect(hints).toEqual([expect.stringMatching(/left out.*: 1$/)]);
});

test('an item is paired with the item that it was read for, and Continue On Fail keeps the others', async () => {
	const [a, b] = [server.state.addLead(chatbot.id), server.state.addLead(chatbot.id)];
	const items = [a.id, 'nobody', '..', b.id].map((id) => ({ json: { id } }));
	const parameters = lead('get', { leadId: byId('={{ $json.id }}') });
	const output = await runSiteGpt(server, parameters, { items, continueOnFail: true });
	expect(output.map(({ pairedItem }) => pairedItem)).toEqual(
		[0, 1, 2, 3].map((item) => ({ item })),
	);
	expect(output.map(({ json }) => json.id ?? json.error)).toEqual([
		a.id,
		'There is no such lead (LEAD_NOT_FOUND)',
		'".." can\'t be a lead ID.',
		b.id,
	]);
	expect(output[1].json.details).toMatchObject({
		status: 404,
		code: 'LEAD_NOT_FOUND',
		requestId: expect.any(String),
	});
	expect(server.requests).toHaveLength(3);
});

test("an error has SiteGPT's message and says what to do; an agent gets it as an item", async () => {
	const parameters = lead('getAll');
	const credential = { accessToken: server.addToken({ scopes: ['chatbots:read'] }) };
	const failed = emitted(server, parameters, { credential });
	await expect(failed).rejects.toMatchObject({
		message: 'The token is not allowed to do this (TOKEN_SCOPE_NOT_ALLOWED)',
		description: expect.stringContaining('The token needs the scope leads:read.'),
		httpCode: '403',
		context: { itemIndex: 0 },
	});
	const [item] = await emitted(server, parameters, { credential, isTool: true });
	expect(item).toMatchObject({
		details: { code: 'TOKEN_SCOPE_NOT_ALLOWED', scope: 'leads:read' },
	});
	expect(JSON.stringify(item)).not.toContain(credential.accessToken);
});

test('temporary failures are retried, after the delay that SiteGPT asks for', async () => {
	server.faults.push({ fault: faults.tooMany(0.1) }, { fault: faults.tooMany(0) });
	expect(await emitted(server, lead('getAll'))).toEqual([]);
	expect(server.requests.map(({ status }) => status)).toEqual([429, 429, 200]);
});

test('changing a lead is retried without an answer, because it changes nothing more', async () => {
	const one = server.state.addLead(chatbot.id, { important: false });
	server.faults.push({ fault: 'dropAfterDoing' });
	const [item] = await emitted(server, lead('star', { leadId: byId(one.id) }));
	expect(item).toMatchObject({ id: one.id, important: true });
	expect(server.requests).toHaveLength(2);
});

test('Stop ends a wait immediately', async () => {
	const stop = new AbortController();
	server.faults.push({ fault: faults.tooMany(30) });
	setTimeout(() => stop.abort(), 100);
	await expect(emitted(server, lead('getAll'), { cancel: stop.signal })).rejects.toThrow(/abort/i);
	expect(server.requests).toHaveLength(1);
});

test('the token is not sent elsewhere: not after a redirect, and not to an address that the credential forbids', async () => {
	const elsewhere = await SiteGptServer.start();
	server.faults.push({ fault: faults.redirect(elsewhere.url) });
	await expect(emitted(server, lead('getAll'))).rejects.toThrow(/redirected to http:/);
	const credential = { allowedHttpRequestDomains: 'domains', allowedDomains: 'sitegpt.ai' };
	await expect(emitted(server, lead('getAll'), { credential })).rejects.toThrow(
		'forbids requests to 127.0.0.1',
	);
	expect([elsewhere.requests, server.requests.length]).toEqual([[], 1]);
	await elsewhere.close();
});
