import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { treeCpuTime } from '../../harness/cpuTime.ts';
import { removeFolder } from '../../harness/folders.ts';
import { startN8n } from '../../harness/n8n/n8n.ts';
import type { Configuration } from './configurations.ts';
import { userFolder } from './install.ts';
import { Loader } from './loader.ts';
import { loadingTime, preloaded } from './loadingTime.ts';
import { type Load, loads as allLoads } from './loads.ts';
import { runRounds, sendSlice, type Slice, type Watched } from './slices.ts';
import { createSubjects, type SubjectName } from './subjects.ts';

export interface RegularOptions {
	configuration: Configuration;
	tarball: string;
	rounds: number;
	sliceMs: number;
	loads?: Load[];
	note(text: string): void;
}

export interface RegularResult {
	configuration: string;
	slices: Slice[];
	/** bytes per 1 kB event in n8n's database, by burst and subject */
	stored: Record<string, Partial<Record<SubjectName, number>>>;
	/** how long n8n took to load the package, in ms */
	loading: number;
}

function openDatabase(folder: string) {
	const database = new DatabaseSync(join(folder, '.n8n', 'database.sqlite'), { readOnly: true });
	const underWay = database.prepare(
		`SELECT count(*) AS n FROM execution_entity WHERE status IN ('new', 'running')`,
	);
	const size = database.prepare(
		`SELECT coalesce(sum(length(CAST(d.data AS BLOB)) + length(CAST(d."workflowData" AS BLOB))), 0) AS bytes
		FROM execution_entity e JOIN execution_data d ON d."executionId" = e.id
		WHERE e."workflowId" = ?`,
	);
	return {
		isIdle: async () => (underWay.get() as { n: number }).n === 0,
		stored: (workflow: string) => (size.get(workflow) as { bytes: number }).bytes,
		close: () => database.close(),
	};
}

/** Measures the loads in one n8n in regular mode. */
export async function measureRegular(options: RegularOptions): Promise<RegularResult> {
	const { configuration, tarball, rounds, sliceMs, note } = options;
	const loads = (options.loads ?? allLoads).filter(({ name }) => name !== configuration.without);
	const folder = await userFolder(tarball);
	const n8n = await startN8n({
		folder,
		env: { ...configuration.env, ...preloaded(folder) },
	});
	const loader = new Loader();
	const database = openDatabase(folder);
	try {
		const names = [...new Set(loads.flatMap(({ subjects }) => subjects))];
		const subjects = await createSubjects(n8n, names);
		const watched: Watched = {
			cpuTimes: () => ({ n8n: treeCpuTime(n8n.pid) }),
			isIdle: database.isIdle,
		};
		const stored: RegularResult['stored'] = {};
		const tell = (text: string) => note(`${configuration.name}: ${text}`);
		const all = { loads, subjects, watched, loader, rounds, sliceMs, note: tell };
		const slices = await runRounds(all, async (options) => {
			const { load, subject } = options;
			if (load.burst === undefined) return await sendSlice(options);
			const before = database.stored(subject.workflow);
			const slice = await sendSlice(options);
			const bytes = (database.stored(subject.workflow) - before) / slice.outcome.answers;
			stored[load.name] = { ...stored[load.name], [subject.name]: bytes };
			return slice;
		});
		return {
			configuration: configuration.name,
			slices,
			stored,
			loading: await loadingTime(folder),
		};
	} finally {
		loader.stop();
		database.close();
		await n8n.stop();
		await removeFolder(folder);
	}
}
