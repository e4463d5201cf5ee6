import { parseArgs } from 'node:util';
import { kinds, type Kind } from '../../e2e/host/events.ts';

export interface SenderOptions {
	url: string;
	tokenEnv: string;
	kinds: Kind[];
	events: number;
	rate: number;
	burst: number;
	timeScale: number;
	ledger?: string;
}

/** The command line is not one that the sender understands; the message says why. */
export class UsageError extends Error {}

export const usage = `Usage: node e2e/sender/main.ts --url URL --token-env NAME [options]

Delivers events to a URL as SiteGPT does: POST, JSON, the token in X-WEBHOOK-TOKEN. A status
other than 200, or no answer within 5 s, is a failed attempt; three more follow, 1, 5 and 25 s
after a failed one, and then the event is given up. Ends with a summary.

  --url URL         where to (http only at localhost: SiteGPT itself takes nothing but HTTPS)
  --token-env NAME  the environment variable that holds the token
  --kind KIND,...   ${kinds.join(', ')}: the events' kinds, in turn (message)
  --events N        how many events happen (1)
  --rate N          events a second (1)
  --burst N         that many events at once, the rate still being kept on average (1)
  --time-scale X    multiplies the delays between attempts, for short tests (1)
  --ledger FILE     a line of JSON for every attempt is added to it
  --help            show this text

The exit code is 0 only if every event was answered 200.`;

function number(name: string, text: string | undefined, standard: number, whole: boolean): number {
	if (text === undefined) return standard;
	const value = Number(text);
	if (value > 0 && Number.isFinite(value) && (!whole || Number.isInteger(value))) return value;
	const what = whole ? 'a whole number above 0' : 'a number above 0';
	throw new UsageError(`--${name} takes ${what}, not "${text}".`);
}

function urlOf(text: string | undefined): string {
	if (text === undefined) throw new UsageError('--url is missing.');
	const url = URL.canParse(text) ? new URL(text) : undefined;
	const isLocal = url && /^(localhost|127\.0\.0\.1|\[::1\])$/.test(url.hostname);
	if (url?.protocol === 'https:' || (isLocal && url.protocol === 'http:')) return url.href;
	throw new UsageError(`--url takes an https address, or http at localhost, not "${text}".`);
}

/**
 * @returns undefined where help is asked for
 * @throws {UsageError}
 */
export function readOptions(args: string[]): SenderOptions | undefined {
	const text = { type: 'string' } as const;
	let values;
	try {
		({ values } = parseArgs({
			args,
			options: {
				help: { type: 'boolean', short: 'h' },
				url: text,
				'token-env': text,
				kind: text,
				events: text,
				rate: text,
				burst: text,
				'time-scale': text,
				ledger: text,
			},
		}));
	} catch (error) {
		throw new UsageError(`${(error as Error).message.split('\n', 1)[0] ?? ''}`);
	}
	if (values.help) return undefined;
	const tokenEnv = values['token-env'];
	if (tokenEnv === undefined) throw new UsageError('--token-env is missing.');
	const given = (values.kind ?? 'message').split(',');
	const unknown = given.find((kind) => !kinds.includes(kind as Kind));
	if (unknown !== undefined) {
		throw new UsageError(`--kind takes ${kinds.join(', ')}, not "${unknown}".`);
	}
	return {
		url: urlOf(values.url),
		tokenEnv,
		kinds: given as Kind[],
		events: number('events', values.events, 1, true),
		rate: number('rate', values.rate, 1, false),
		burst: number('burst', values.burst, 1, true),
		timeScale: number('time-scale', values['time-scale'], 1, false),
		ledger: values.ledger,
	};
}
