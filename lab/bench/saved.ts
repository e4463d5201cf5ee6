import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { dirname, join } from 'node:path';
import { getErrorCode } from '../../harness/failure.ts';
import { n8nVersion } from '../../harness/n8n/version.ts';
import { hostFolder } from '../../harness/paths.ts';

/** Where and when a result was measured. */
export interface Circumstances {
	/** ISO 8601, in UTC */
	when: string;
	cpu: string;
	cores: number;
	node: string;
	n8n: string;
}

export type Saved<Result> = Circumstances & { result: Result };

function getPath(part: string): string {
	return join(hostFolder, '.cache', 'bench', `${part}.json`);
}

/** Saves the result of a part, replacing its previous one. */
export async function saveResult<Result>(part: string, result: Result): Promise<void> {
	const saved: Saved<Result> = {
		when: new Date().toISOString(),
		cpu: cpus()[0]?.model.trim() ?? 'unknown',
		cores: cpus().length,
		node: process.versions.node,
		n8n: n8nVersion(),
		result,
	};
	await mkdir(dirname(getPath(part)), { recursive: true });
	await writeFile(getPath(part), JSON.stringify(saved, null, '\t'));
}

/** The saved result of a part; undefined if there is none. */
export async function savedResult<Result>(part: string): Promise<Saved<Result> | undefined> {
	try {
		return JSON.parse(await readFile(getPath(part), 'utf8')) as Saved<Result>;
	} catch (error) {
		if (getErrorCode(error) === 'ENOENT') return undefined;
		throw error;
	}
}

/** When and on what machine a result was measured, as a line below its table. */
export function circumstances({ when, cpu: model, cores, node, n8n }: Circumstances): string {
	return `_${when.slice(0, 10)}, ${cores} cores (${model}), Node ${node}, n8n ${n8n}._`;
}
