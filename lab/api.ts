/** Compares the SiteGPT node with n8n's HTTP Request node: see `usage`. */
import { cpus } from 'node:os';
import { command } from '../harness/command.ts';
import { packPackage } from '../harness/n8n/tarball.ts';
import { n8nVersion } from '../harness/n8n/version.ts';
import { step } from '../harness/progress.ts';
import { CALL_MS } from './api/account.ts';
import {
	leadList,
	leadsById,
	type Measure,
	measuresOf,
	subjects,
	uploads,
} from './api/measures.ts';
import { Bench, type Round } from './api/rounds.ts';
import { circumstances } from './bench/saved.ts';
import { rounded, withSpread } from './bench/statistics.ts';
import { writeBetweenComments } from './betweenComments.ts';
import { quantile } from './quantile.ts';
import { type Row, table } from './table.ts';

const whole = { rounds: 3, list: 10_000, longList: 100_000, conversations: 5_000 };
const brief = { rounds: 1, list: 1_000, longList: 0, conversations: 500 };

const usage = `Usage: npm run lab -- api [options]

Runs operations of the SiteGPT node and n8n's HTTP Request node with the same calls, in turn, in a real
n8n, against a simulated SiteGPT that takes ${CALL_MS} ms a call. Writes the table in
docs/measurements/actions.md and the summary in docs/measurements.md. Takes about 10 minutes.

  --short     ${brief.rounds} round with shorter lists, without memory; doesn't write docs/
  --no-write  doesn't write docs/
  --help      show this text

The exit code is 0 only if every item came, in order, never more than 10 calls ran at the same time, 200
leads took at most a fifth of one after another, and there were fewer than 30 refusals of 60 calls.`;

/** What the SiteGPT node misses. */
function failures({ name, wanted, calls }: Measure, rounds: Round[]): string[] {
	return rounds.flatMap(({ ms, most, refusals, came }) => [
		...(came < wanted.length ? [`${name}: ${came} of ${wanted.length} came in order`] : []),
		...(most > 10 ? [`${name}: ${most} calls at the same time`] : []),
		...(refusals >= 30 ? [`${name}: ${refusals} refusals`] : []),
		...(calls === 200 && ms > (calls * CALL_MS) / 5 ? [`${name}: took ${ms} ms`] : []),
	]);
}

const rowOf = (what: string, [ours = '', others = '', ratio = '']: string[]): Row => ({
	what,
	'SiteGPT node': ours,
	'HTTP Request node': others,
	ratio,
});

function comparison({ name, calls, wanted }: Measure, [ours, others]: [Round[], Round[]]): Row {
	const cell = (rounds: Round[]) => {
		const worst = (figure: (round: Round) => number) => Math.max(...rounds.map(figure));
		const [most, refusals] = [worst((one) => one.most), worst((one) => one.refusals)];
		const came = Math.min(...rounds.map((one) => one.came));
		const time = quantile(rounds.map(({ ms }) => ms / (calls * CALL_MS)));
		const some = came < wanted.length ? `${came} of ${wanted.length} come, ` : '';
		return `${some}${time.toFixed(2)}, ${most} at once${refusals > 0 ? `, ${refusals} refused` : ''}`;
	};
	if (others.some(({ came }) => came < wanted.length))
		return rowOf(name, [cell(ours), cell(others)]);
	const ratios = others.map(({ ms }, n) => ours[n]!.ms / ms);
	const range: [number, number] = [Math.min(...ratios), Math.max(...ratios)];
	const compared = others.length > 0 ? [cell(others), withSpread(quantile(ratios), range)] : [];
	return rowOf(name, [cell(ours), ...compared]);
}

/** What docs/measurements.md says about the calls. */
function findings(rows: Row[]): string {
	const compared = rows.filter(({ ratio }) => ratio !== '');
	const ratios = compared.map(({ what, ratio }) => `${what} ${String(ratio).split(' ')[0]}`);
	const partly = rows.filter((row) => / come, /.test(String(row['HTTP Request node'])));
	return [
		`**The SiteGPT node's time (or memory)**, divided by the HTTP Request node's: ${ratios.join('; ')}.`,
		...partly.map(
			(row) =>
				`**${row.what}**: the HTTP Request node gets ${String(row['HTTP Request node']).split(' come, ')[0]}, the SiteGPT node all.`,
		),
	]
		.map((text) => `- ${text}`)
		.join('\n');
}

await command({
	usage,
	options: { short: { type: 'boolean' }, 'no-write': { type: 'boolean' } },
	async run({ values: { short, 'no-write': noWrite } }, { atEnd }) {
		const sizes = short ? brief : whole;
		const tarball = await packPackage();
		atEnd(tarball.remove);
		const rows: Row[] = [];
		const failed: string[] = [];
		const bench = await Bench.start(tarball.path);
		atEnd(async () => await bench.stop());
		for (const subject of subjects) await bench.measure(leadsById(bench.account, 20), subject);
		for (const measure of measuresOf(bench.account, sizes.list)) {
			await step(`Measure ${measure.name}`, async ({ note }) => {
				const rounds: [Round[], Round[]] = [[], []];
				for (let n = 0; n < sizes.rounds; n++) {
					for (const [at, subject] of subjects.entries()) {
						if (!measure.steps[subject]) continue;
						const round = await bench.measure(measure, subject);
						rounds[at]!.push(round);
						note(`${subject}: ${JSON.stringify(round)}`);
					}
				}
				rows.push(comparison(measure, rounds));
				failed.push(...failures(measure, rounds[0]));
			});
		}
		await step('Search the list of conversations', async () => {
			for (const { name, ms, requests } of await bench.search(sizes.conversations)) {
				rows.push(rowOf(name, [`${(ms / CALL_MS).toFixed(1)} calls' time, calls: ${requests}`]));
			}
		});
		if (sizes.longList > 0) {
			for (const measure of [leadList(bench.account, sizes.longList), uploads(bench.account)]) {
				const grown: number[] = [];
				for (const subject of subjects.filter((name) => measure.steps[name])) {
					await step(`Measure ${measure.name}: memory, ${subject}`, async () => {
						grown.push((await bench.measureMemory(measure, subject)) / measure.bytes!);
					});
				}
				const [ours = NaN, others] = grown;
				const compared = others === undefined ? [] : [others.toFixed(1), rounded(ours / others)];
				rows.push(rowOf(`${measure.name}: memory`, [ours.toFixed(1), ...compared]));
			}
		}
		const text = [
			`Both nodes make the same calls, in turn, to a simulated SiteGPT that takes ${CALL_MS} ms a call; ${sizes.rounds} rounds. A time is a fraction of what the calls would take one after another: 0.1 is the least with 10 at once. Memory is what n8n grows by at most, measured once, as a multiple of the size of the items or files. The ratio is the SiteGPT node's time or memory divided by the HTTP Request node's: the median, and the lowest and highest. Simplify is off.`,
			table(rows),
			circumstances({
				when: new Date().toISOString(),
				cpu: cpus()[0]?.model.trim() ?? 'unknown',
				cores: cpus().length,
				node: process.versions.node,
				n8n: n8nVersion(),
			}),
		].join('\n\n');
		console.log(`\n${text}\n`);
		if (!short && !noWrite) {
			await writeBetweenComments('docs/measurements/actions.md', 'api', text);
			await writeBetweenComments('docs/measurements.md', 'api', findings(rows));
		}
		for (const failure of failed) console.error(failure);
		return failed.length === 0;
	},
});
