import { execFileSync } from 'node:child_process';
import { accessSync, constants, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** What Debian calls the packages of the servers that queue mode needs. */
const packages = {
	'redis-server': 'redis-server',
	haproxy: 'haproxy',
	postgres: 'postgresql',
	initdb: 'postgresql',
} as const;

export type Program = keyof typeof packages;

/** Debian keeps Postgres' own programs outside the PATH, in a folder a version. */
function postgresFolders(): string[] {
	const folder = '/usr/lib/postgresql';
	try {
		const versions = readdirSync(folder).sort((a, b) => Number(b) - Number(a));
		return versions.map((version) => join(folder, version, 'bin'));
	} catch {
		return [];
	}
}

/** Where a program lies; undefined where it is not installed. */
function findProgram(program: Program): string | undefined {
	const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', ...postgresFolders()];
	return folders
		.map((folder) => join(folder, program))
		.find((path) => {
			try {
				accessSync(path, constants.X_OK);
				return true;
			} catch {
				return false;
			}
		});
}

/** What to say where programs are missing; undefined where all are there. */
export function missingPrograms(): string | undefined {
	const missing = (Object.keys(packages) as Program[]).filter((name) => !findProgram(name));
	if (missing.length === 0) return undefined;
	const names = [...new Set(missing.map((name) => packages[name]))].join(' ');
	return `n8n's queue mode needs ${missing.join(', ')}: apt-get install ${names}`;
}

/** @throws Error where it is not installed */
export function programPath(program: Program): string {
	const path = findProgram(program);
	if (!path) throw new Error(missingPrograms() ?? `${program} is not installed`);
	return path;
}

/** Such as "Redis 7.0.15", of what is installed. */
export function serverVersions(): string[] {
	const versionOf = (program: Program, option: string) => {
		const path = findProgram(program);
		const said = path === undefined ? '' : execFileSync(path, [option], { encoding: 'utf8' });
		return /\d+\.\d+(\.\d+)?/.exec(said)?.[0] ?? '(not installed)';
	};
	return [
		`Postgres ${versionOf('postgres', '--version')}`,
		`Redis ${versionOf('redis-server', '--version')}`,
		`HAProxy ${versionOf('haproxy', '-v')}`,
	];
}
