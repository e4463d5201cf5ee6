/**
 * Sends events as fast as they're answered, in a separate process, so that the sender's CPU time isn't part
 * of the results. Started by loader.ts.
 */
import { Agent } from 'node:http';
import { postBody } from '../../harness/post.ts';
import { quantile } from '../quantile.ts';
import type { Template } from './events.ts';

/** What to send, for `ms` or for `count` requests, whichever is given. */
export interface Job {
	url: string;
	headers: Record<string, string>;
	template: Template;
	/** ids are this and a number; with `sameId`, only this */
	prefix: string;
	sameId: boolean;
	/** kept open; each sends its next request after the previous answer */
	connections: number;
	ms?: number;
	count?: number;
	/** the expected status, and a text that the answer contains */
	expected: { status: number; text: string };
}

export interface Outcome {
	answers: number;
	/** from the first request to the last answer, in seconds */
	seconds: number;
	/** ms */
	median: number;
	p95: number;
	worst: number;
	/** answers that took more than 5 s, SiteGPT's timeout */
	late: number;
	/** unexpected answers, and the first of them */
	wrong: number;
	firstWrong?: string;
}

async function run(job: Job): Promise<Outcome> {
	const { template, prefix, sameId, connections, expected } = job;
	const url = new URL(job.url);
	const headers = { ...job.headers, 'Content-Type': 'application/json' };
	// New for each job, because n8n closes connections that were idle for 5 s.
	const agent = new Agent({ keepAlive: true, maxSockets: connections });
	const times: number[] = [];
	const wrong: string[] = [];
	let sent = 0;
	const started = performance.now();
	const hasMore = () =>
		(job.count === undefined || sent < job.count) &&
		(job.ms === undefined || performance.now() - started < job.ms);
	const connection = async () => {
		while (hasMore()) {
			const id = sameId ? prefix : `${prefix}_${sent}`;
			sent += 1;
			const body = Buffer.from(template.before + id + template.after);
			const begun = performance.now();
			try {
				const { status, text } = await postBody(url, headers, body, { agent });
				if (status !== expected.status || !text.includes(expected.text)) {
					wrong.push(`${status} ${text.slice(0, 200)}`);
				}
			} catch (error) {
				wrong.push((error as Error).message);
			}
			times.push(performance.now() - begun);
		}
	};
	await Promise.all(Array.from({ length: connections }, connection));
	const seconds = (performance.now() - started) / 1000;
	agent.destroy();
	return {
		answers: times.length,
		seconds,
		median: quantile(times),
		p95: quantile(times, 0.95),
		worst: quantile(times, 1),
		late: times.filter((ms) => ms > 5_000).length,
		wrong: wrong.length,
		firstWrong: wrong[0],
	};
}

process.on('message', (job: Job) => void run(job).then((outcome) => process.send?.(outcome)));
process.on('disconnect', () => process.exit());
