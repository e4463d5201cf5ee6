import { readFileSync } from 'node:fs';
import { removeFolder } from '../../harness/folders.ts';
import { startN8n } from '../../harness/n8n/n8n.ts';
import { type Configuration, configurations } from './configurations.ts';
import { userFolder } from './install.ts';
import { Loader } from './loader.ts';
import { loads, newPrefix } from './loads.ts';
import { createSubjects, type SubjectName } from './subjects.ts';

export interface MemoryFigure {
	configuration: string;
	subject: SubjectName;
	burst: number;
	/** resident bytes of n8n's process before the burst, and its peak until the last answer */
	before: number;
	peak: number;
	accepted: number;
}

const subjects = ['W', 'M', 'B', 'F'] as const;
const [burstLoad] = loads.filter(({ name }) => name === 'burst of 100');

/** From Linux's /proc, in bytes. */
export function readMemory(pid: number, field: 'VmRSS' | 'VmHWM'): number {
	const status = readFileSync(`/proc/${pid}/status`, 'utf8');
	return Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]) * 1024;
}

/**
 * Measures one burst in a new n8n. n8n doesn't give memory back, so a later burst would show the first one's
 * peak.
 */
async function measureBurst(
	tarball: string,
	{ name, env }: Configuration,
	subject: (typeof subjects)[number],
	burst: number,
): Promise<MemoryFigure> {
	const folder = await userFolder(tarball);
	const n8n = await startN8n({ folder, env });
	const loader = new Loader();
	try {
		const target = (await createSubjects(n8n, [subject])).get(subject)!;
		const request = { ...burstLoad!.request(target), url: target.url };
		// Warm-up, so that what n8n loads for its first requests isn't counted.
		await loader.run({ ...request, prefix: newPrefix(), connections: 1, count: 20 });
		const before = readMemory(n8n.pid, 'VmRSS');
		const sent = { ...request, prefix: newPrefix(), connections: burst, count: burst };
		const { answers, wrong } = await loader.run(sent);
		return {
			configuration: name,
			subject,
			burst,
			before,
			peak: readMemory(n8n.pid, 'VmHWM'),
			accepted: answers - wrong,
		};
	} finally {
		loader.stop();
		await n8n.stop();
		await removeFolder(folder);
	}
}

/** Measures the memory that bursts of 100 and 500 take, for each subject and configuration. */
export async function measureMemory({
	tarball,
	note,
}: {
	tarball: string;
	note(text: string): void;
}): Promise<MemoryFigure[]> {
	const figures: MemoryFigure[] = [];
	for (const configuration of configurations) {
		for (const burst of [100, 500]) {
			for (const subject of subjects) {
				const figure = await measureBurst(tarball, configuration, subject, burst);
				figures.push(figure);
				const mb = (bytes: number) => Math.round(bytes / 1e6);
				note(
					`${configuration.name}, burst of ${burst}, ${subject}: from ${mb(figure.before)} to ${mb(figure.peak)} MB`,
				);
			}
		}
	}
	return figures;
}
