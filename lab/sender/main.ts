/** Delivers events as SiteGPT does: see `usage` in options.ts. */
import { Ledger, timeoutText } from './ledger.ts';
import { readOptions, usage, UsageError, type SenderOptions } from './options.ts';
import { send } from './send.ts';

async function run(options: SenderOptions): Promise<number> {
	const token = process.env[options.tokenEnv];
	if (token === undefined || token === '') {
		throw new UsageError(`The environment variable ${options.tokenEnv} holds no token: set it.`);
	}
	const { url, events, rate, burst, timeScale } = options;
	const many = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`;
	console.log(
		`${many(events, 'event')} to ${url}: ${rate} a second${burst > 1 ? `, ${burst} at once` : ''}`,
	);
	if (timeScale !== 1) {
		console.log(`Not as SiteGPT does: the delays between attempts are multiplied by ${timeScale}`);
	}
	const ledger = new Ledger(options.ledger);
	const stop = new AbortController();
	process.once('SIGINT', () => stop.abort());
	const destinations = options.kinds.map((kind) => ({ kind, url, token }));
	try {
		await send({ ...options, destinations, ledger, signal: stop.signal });
	} catch (error) {
		if (!stop.signal.aborted) throw error;
		console.log('Stopped: some events were still to be delivered.');
	} finally {
		ledger.close();
	}
	const totals = ledger.totals();
	console.log(`${many(totals.attempts, 'attempt')}:`);
	for (const [answer, count] of Object.entries(totals.answers)) {
		console.log(`  ${String(count).padStart(7)}  ${answer === 'timeout' ? timeoutText : answer}`);
	}
	console.log(`${many(totals.delivered, 'event')} delivered, ${totals.givenUp} given up`);
	return totals.delivered === events ? 0 : 1;
}

try {
	const options = readOptions(process.argv.slice(2));
	if (options) process.exitCode = await run(options);
	else console.log(usage);
} catch (error) {
	if (!(error instanceof UsageError)) throw error;
	console.error(`${error.message} See --help.`);
	process.exitCode = 2;
}
