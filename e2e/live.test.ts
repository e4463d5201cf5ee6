/** Tests npm run live against the mock SiteGPT server. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { packageFolder } from '../harness/paths.ts';
import { SiteGptServer } from '../harness/siteGpt/server.ts';

let siteGpt: SiteGptServer;
before(async () => {
	siteGpt = await SiteGptServer.start();
});
after(async () => await siteGpt.close());

async function live(args: string[], env: Record<string, string>) {
	return await new Promise<{ code: number; output: string }>((resolve) => {
		const options = { env: { ...process.env, SITEGPT_BASE_URL: siteGpt.url, ...env } };
		const script = join(packageFolder, 'tools/live.ts');
		execFile(process.execPath, [script, ...args], options, (error, stdout, stderr) => {
			resolve({ code: error ? Number(error.code) : 0, output: stdout + stderr });
		});
	});
}

test('live only reads, and with --write it leaves nothing behind', async () => {
	const chatbot = siteGpt.state.addChatbot();
	siteGpt.visitor(chatbot.id).ask('Hello');
	siteGpt.state.addLead(chatbot.id);
	siteGpt.state.addDocument(chatbot.id);
	const env = {
		SITEGPT_ACCESS_TOKEN: siteGpt.addToken(),
		SITEGPT_ACCOUNT_API_KEY: siteGpt.addAccountKey(),
	};
	const read = await live(['--chatbot', chatbot.id], env);
	assert.match(read.output, /\n12 passed, 0 failed\n$/);
	assert.equal(read.code, 0);
	assert.deepEqual([...new Set(siteGpt.requests.map(({ method }) => method))], ['GET']);
	const before = structuredClone([siteGpt.state.conversations, siteGpt.state.documents]);
	const written = await live(['--chatbot', chatbot.id, '--write'], env);
	assert.match(
		written.output,
		/✓ Message: Send as Agent\n✓ Conversation: Delete\n✓ Knowledge: Add Links\n✓ Knowledge: Delete\n/,
	);
	assert.equal(written.code, 0);
	assert.deepEqual([siteGpt.state.conversations, siteGpt.state.documents], before);
	assert.ok(!written.output.includes(env.SITEGPT_ACCESS_TOKEN));
});

test('live reports what differs, and what it needs to run', async () => {
	const chatbot = siteGpt.state.addChatbot();
	siteGpt.state.addLead(chatbot.id, { email: { address: 'new' }, phone: undefined });
	const env = { SITEGPT_ACCESS_TOKEN: siteGpt.addToken({ scopes: ['leads:read'] }) };
	const { code, output } = await live(['--chatbot', chatbot.id], env);
	assert.match(
		output,
		/✗ Lead: Get Many: 1\n {4}not as expected: email: .*\n {4}not in the answer: phone\n/,
	);
	assert.match(
		output,
		/✗ Chatbot: Get\n.*TOKEN_SCOPE_NOT_ALLOWED.*\n(.*\n)?.*needs the scope chatbots:read/,
	);
	assert.equal(code, 1);
	const none = await live(['--chatbot', chatbot.id], { SITEGPT_ACCESS_TOKEN: '' });
	assert.match(none.output, /SITEGPT_ACCESS_TOKEN is not set/);
	assert.match((await live(['--help'], {})).output, /^Usage: npm run live/);
});
