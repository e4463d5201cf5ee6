import { execFileSync } from 'node:child_process';
import { accessSync, constants, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { Failure } from './failure.ts';

/** The programs that some suites need, and the Debian packages that have them. */
const packages = {
	'redis-server': 'redis-server',
	haproxy: 'haproxy',
	postgres: 'postgresql',
	initdb: 'postgresql',
	chromium: 'chromium',
	curl: 'curl',
} as const;

export type Program = keyof typeof packages;

const chromiums = ['chromium', 'chromium-browser', 'google-chrome'];

/** Debian keeps Postgres's own programs outside PATH, in one folder per version. */
function postgresFolders(): string[] {
	const folder = '/usr/lib/postgresql';
	try {
		const versions = readdirSync(folder).sort((a, b) => Number(b) - Number(a));
		return versions.map((version) => join(folder, version, 'bin'));
	} catch {
		return [];
	}
}

function isExecutable(path: string): boolean {
	try {
		accessSync(path, constants.X_OK);
		return true;
	} catch {
		return false;
	}
}

/** The path of a program; undefined if it isn't installed. CHROMIUM_PATH sets a different Chromium. */
function findProgram(program: Program): string | undefined {
	const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', ...postgresFolders()];
	const names = program === 'chromium' ? chromiums : [program];
	const given = program === 'chromium' ? process.env.CHROMIUM_PATH : undefined;
	const paths = names.flatMap((name) => folders.map((folder) => join(folder, name)));
	return [...(given ? [given] : []), ...paths].find(isExecutable);
}

/** The Debian packages for the programs that aren't installed. */
export function missingPackages(programs: readonly Program[]): string[] {
	const missing = programs.filter((name) => findProgram(name) === undefined);
	return [...new Set(missing.map((name) => packages[name]))];
}

/** @throws {Failure} if it isn't installed */
export function programPath(program: Program): string {
	const path = findProgram(program);
	if (path !== undefined) return path;
	throw new Failure(`${program} isn't installed:\napt-get install ${packages[program]}`);
}

/** The installed versions, such as "Redis 7.0.15". */
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
