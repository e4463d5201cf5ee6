/** How the triggers compare with n8n's Webhook node: see `usage` in bench/options.ts. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { keep } from './bench/saved.ts';
import { allParts, readOptions, usage, type BenchOptions } from './bench/options.ts';
import { measureProfile } from './bench/profile.ts';
import { measureQueueMode } from './bench/queueMode.ts';
import { measureRegular } from './bench/regular.ts';
import { documents } from './bench/report.ts';
import { settings } from './bench/configurations.ts';
import { ensureN8n } from '../e2e/host/dependencies.ts';
import { explain } from '../e2e/host/failure.ts';
import { endKept } from '../e2e/host/guarded.ts';
import { UsageError } from '../tools/command.ts';
import { packageFolder } from '../e2e/host/paths.ts';
import { step } from '../e2e/host/progress.ts';
import { packPackage } from '../e2e/host/tarball.ts';
import { missingPrograms } from '../e2e/host/programs.ts';

async function measure(part: string, tarball: string, options: BenchOptions): Promise<void> {
	const { rounds, sliceMs, write } = options;
	await step(`Measure ${part}`, async ({ note }) => {
		const setting = settings.find(({ name }) => name === part);
		const missing = part === 'queue' ? missingPrograms() : undefined;
		if (missing !== undefined) {
			note(`left out: ${missing}`);
			return;
		}
		const common = { tarball, rounds, sliceMs, note };
		const result = setting
			? await measureRegular({ setting, ...common })
			: part === 'queue'
				? await measureQueueMode(common)
				: await measureProfile(common);
		if (write) await keep(part, result);
	});
}

async function main(options: BenchOptions): Promise<void> {
	if (options.parts.length > 0) {
		await step('Look for n8n', async ({ note }) => await ensureN8n(note));
		const tarball = await step('Build and pack the package', async () => await packPackage());
		try {
			for (const part of allParts.filter((name) => options.parts.includes(name))) {
				await measure(part, tarball.path, options);
			}
		} finally {
			await tarball.remove();
		}
	}
	if (!options.write) return;
	for (const [name, text] of Object.entries(await documents())) {
		await writeFile(join(packageFolder, 'docs', name), text);
		console.log(`Written: docs/${name}`);
	}
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
	process.on(signal, () => void endKept().finally(() => process.exit(130)));
}

let exitCode = 0;
try {
	const options = readOptions(process.argv.slice(2));
	if (options.help) console.log(usage);
	else await main(options);
} catch (error) {
	console.error(error instanceof UsageError ? error.message : explain(error));
	exitCode = error instanceof UsageError ? 2 : 1;
}
await endKept();
process.exit(exitCode);
