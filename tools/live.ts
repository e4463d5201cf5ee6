/** Checks the live SiteGPT API against what the package expects: see `usage`. */
import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { command, UsageError } from '../harness/command.ts';
import { packageFolder } from '../harness/paths.ts';
import { Checks } from './live/checks.ts';
import { loadPackageApi } from './live/package.ts';
import { checkReading } from './live/reading.ts';
import { senderTo } from './live/send.ts';
import { checkWriting, TRAINING_PAGE } from './live/writing.ts';

const usage = `Usage: npm run live -- --chatbot ID [options]

Calls SiteGPT's API with your access token and checks whether it answers as this package expects.
Only reads, and only from the chatbot you name, unless you add --write.

Environment:
  SITEGPT_ACCESS_TOKEN      an access token (sgpt_...), from SiteGPT's Agents > Create token
  SITEGPT_ACCOUNT_API_KEY   only for the call that replies as an agent; skipped if it's not set
  SITEGPT_BASE_URL          default: https://sitegpt.ai

Options:
  --chatbot ID   the chatbot to use, preferably one created for this
  --write        also start a conversation and ask one question in it (counts as one message in your
                 plan), escalate it, take it over, hand it back, and delete it; and train the
                 chatbot on one page, ${TRAINING_PAGE}, and delete that document
  --help         show this text

The exit code is 0 only if every call was answered as expected.`;

await command({
	usage,
	options: { chatbot: { type: 'string' }, write: { type: 'boolean' } },
	async run({ values: { chatbot, write } }, running) {
		const {
			SITEGPT_ACCESS_TOKEN: token,
			SITEGPT_ACCOUNT_API_KEY: key = '',
			SITEGPT_BASE_URL,
		} = process.env;
		if (!token) throw new UsageError('SITEGPT_ACCESS_TOKEN is not set.');
		if (!chatbot) throw new UsageError('--chatbot is missing: enter the ID of the chatbot to use.');
		await promisify(execFile)('npm', ['run', '--silent', 'build'], { cwd: packageFolder });
		const baseUrl = (SITEGPT_BASE_URL ?? 'https://sitegpt.ai').replace(/\/+$/, '');
		const api = loadPackageApi();
		const client = new api.ApiClient({
			send: senderTo(baseUrl, token, key),
			inTurn: async (sendOne: () => Promise<unknown>) => await sendOne(),
			sleep: async (ms: number) => await sleep(ms),
			now: () => performance.now(),
			random: Math.random,
		});
		const checks = new Checks(api, client);
		const absent = await checkReading(checks, chatbot);
		if (write) await checkWriting(checks, { api, chatbot, hasAccountKey: key !== '', running });
		if (absent.length > 0)
			console.log(`Not tested, because the chatbot has none: one ${absent.join(', one ')}.`);
		if (!write) console.log('Nothing was changed. Add --write to test the operations that write.');
		console.log(`\n${checks.passed} passed, ${checks.failed} failed`);
		return checks.failed === 0;
	},
});
