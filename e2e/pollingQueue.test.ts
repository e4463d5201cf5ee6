/** Tests the polling trigger in n8n's queue mode, against a mock SiteGPT server. */
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type FastClock, fastClock } from '../harness/n8n/clock.ts';
import { openPostgres } from '../harness/n8n/database.ts';
import { type Queue, startQueue } from '../harness/n8n/queue/queue.ts';
import { packPackage } from '../harness/n8n/tarball.ts';
import { realClock } from '../harness/siteGpt/sender/clock.ts';
import { SiteGptServer } from '../harness/siteGpt/server.ts';
import { waitFor } from '../harness/wait.ts';
import { Polled, pollTimes } from './polling/session.ts';

/** ms after which the trigger emits again what no execution has confirmed, and a bit more */
const UNCONFIRMED_MS = 11 * 60_000;

describe("the polling trigger in n8n's queue mode", () => {
	let queue: Queue;
	let clock: FastClock;
	let siteGpt: SiteGptServer;
	let ahead = 0;
	before(async () => {
		clock = await fastClock();
		const tarball = await packPackage();
		queue = await startQueue({
			tarball: tarball.path,
			processors: 0,
			workers: 1,
			env: clock.env,
		}).finally(tarball.remove);
		siteGpt = await SiteGptServer.start({ ...realClock, now: () => Date.now() + ahead });
	});
	after(async () => {
		await siteGpt?.close();
		await queue?.stop();
		await clock?.remove();
	});

	async function elevenMinutesPass(): Promise<void> {
		ahead += UNCONFIRMED_MS;
		await clock.forward(UNCONFIRMED_MS);
	}

	test('a lead runs once if Postgres is cut off for a moment while a poll emits it', async () => {
		const { client, postgres } = queue;
		const setting = { client, database: openPostgres(postgres), siteGpt };
		const times = { pollTimes: pollTimes(0, 20, 40) };
		const both = [await Polled.create(setting, times), await Polled.create(setting, times)];
		for (const polled of both) {
			polled.addOldLeads();
			await polled.start();
		}
		const [known, unknown] = both as [Polled, Polled];
		// One of them already has an execution.
		const ids = new Map([
			[known, known.addLeads(1)],
			[unknown, []],
		]);
		await known.executions.assertEachOnce(ids.get(known)!, { longer: 0 });

		siteGpt.settings.delay = () => 1_500;
		const before = siteGpt.requests.length;
		for (const polled of both) ids.get(polled)!.push(...polled.addLeads(3));
		await waitFor(() => both.every((polled) => siteGpt.requests.slice(before).some(polled.isOwn)), {
			what: 'a poll of both',
			timeout: 60_000,
			interval: 10,
		});
		await postgres.kill('SIGQUIT');
		await sleep(6_000);
		await postgres.start();
		siteGpt.settings.delay = () => 0;
		await queue.ready();
		await sleep(25_000);
		await elevenMinutesPass();
		// What came later doesn't hide what is missing.
		for (const polled of both) ids.get(polled)!.push(...polled.addLeads(1));
		await Promise.all(
			both.map(async (polled) => {
				await polled.executions.assertEachOnce(ids.get(polled)!, { timeout: 90_000 });
			}),
		);
		await elevenMinutesPass();
		await Promise.all(
			both.map(async (polled) => {
				await polled.executions.assertEachOnce(ids.get(polled)!, { longer: 45_000 });
			}),
		);
	});
});
