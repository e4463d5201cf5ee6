import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { removeFolder } from '../../harness/folders.ts';
import { startN8n } from '../../harness/n8n/n8n.ts';
import { packageName } from '../../harness/n8n/triggers.ts';
import { waitFor } from '../../harness/wait.ts';
import { userFolder } from './install.ts';
import { Loader } from './loader.ts';
import { loads, newPrefix } from './loads.ts';
import { configurations } from './configurations.ts';
import { createSubjects, type SubjectName } from './subjects.ts';

/** Where n8n's main thread spends its time while it accepts events, in ms per event. */
export interface Profiled {
	configuration: string;
	subject: SubjectName;
	events: number;
	parts: Record<string, number>;
}

interface ProfileNode {
	id: number;
	callFrame: { functionName: string; url: string };
	children?: number[];
}

interface CpuProfile {
	nodes: ProfileNode[];
	samples: number[];
	timeDeltas: number[];
}

const subjects = ['W', 'M', 'F'] as const;
const count = 150;
const hook = fileURLToPath(new URL('profileHook.cjs', import.meta.url));

/** The part of n8n that a function belongs to; undefined if its time counts for its caller. */
function partOf({ callFrame: { url, functionName } }: ProfileNode): string | undefined {
	if (functionName === '(garbage collector)') return 'garbage collection';
	if (functionName === '(idle)') return 'waiting';
	if (url.includes(`/${packageName}/`)) return 'this package';
	if (/isolated-vm|expression-runtime/.test(url)) return 'isolates for expressions';
	if (/typeorm|sqlite|@n8n\/db/.test(url)) return 'database';
	if (/node_modules/.test(url)) return 'the rest of n8n';
	return undefined;
}

/** Sums up each function's own time by part. A function without a part counts for its nearest caller with one. */
function sumUp({ nodes, samples, timeDeltas }: CpuProfile): Map<string, number> {
	const byId = new Map(nodes.map((node) => [node.id, node]));
	const parts = new Map<number, string>();
	const walk = (id: number, inherited: string) => {
		const node = byId.get(id);
		if (!node) return;
		const part = partOf(node) ?? inherited;
		parts.set(id, part);
		for (const child of node.children ?? []) walk(child, part);
	};
	walk(nodes[0]?.id ?? 1, 'Node itself');
	const sums = new Map<string, number>();
	for (const [index, id] of samples.entries()) {
		const part = parts.get(id) ?? 'Node itself';
		sums.set(part, (sums.get(part) ?? 0) + (timeDeltas[index] ?? 0) / 1000);
	}
	return sums;
}

/** Profiles n8n in each configuration while it accepts events over five connections. */
export async function measureProfile({
	tarball,
	note,
}: {
	/** the packed package */
	tarball: string;
	note(text: string): void;
}): Promise<Profiled[]> {
	const load = loads.find(({ name }) => name === 'accepted, 5 connections');
	if (!load) throw new Error('There is no such load');
	const profiled: Profiled[] = [];
	for (const { name, env } of configurations) {
		const folder = await userFolder(tarball);
		const file = join(folder, 'profile.json');
		const n8n = await startN8n({
			folder,
			env: { ...env, NODE_OPTIONS: `--require=${hook}`, PROFILE_FILE: file },
		});
		const loader = new Loader();
		try {
			for (const [subjectName, subject] of await createSubjects(n8n, subjects)) {
				const { url } = subject;
				const job = () => ({ ...load.request(subject), url, prefix: newPrefix(), connections: 5 });
				await loader.run({ ...job(), count: 50 });
				process.kill(n8n.pid, 'SIGUSR2');
				await loader.run({ ...job(), count });
				process.kill(n8n.pid, 'SIGUSR2');
				const profile = await waitFor(
					async () => {
						try {
							return JSON.parse(await readFile(file, 'utf8')) as CpuProfile;
						} catch {
							return undefined; // not written yet
						}
					},
					{ what: 'the profile' },
				);
				await rm(file);
				const parts = Object.fromEntries(
					[...sumUp(profile)].map(([part, ms]) => [part, ms / count]),
				);
				profiled.push({ configuration: name, subject: subjectName, events: count, parts });
				note(`${name}: ${subjectName}`);
			}
		} finally {
			loader.stop();
			await n8n.stop();
			await removeFolder(folder);
		}
	}
	return profiled;
}
