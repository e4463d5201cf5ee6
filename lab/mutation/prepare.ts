import { execFile } from 'node:child_process';
import { globSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { packageFolder } from '../../harness/paths.ts';
import { findMutants, type Mutant, withSwitches } from './mutants.ts';

const require = createRequire(import.meta.url);
const { process: compile } = require('../../test/commonJs.cjs') as {
	process(source: string): { code: string };
};

/** Tests of the packed package and of documents: they see the code as it is on disk. */
const OTHER_TESTS = ['test/package/', 'test/guide/', 'test/examples/'];

/** The code files in these folders, or these files; paths within the repository. */
export function codeFiles(places: readonly string[]): string[] {
	return globSync(
		places.flatMap((place) => [`${place}/**/*.ts`, place]),
		{ cwd: packageFolder },
	).filter((file) => file.endsWith('.ts'));
}

/** The test files that import one of these files, or something that does; paths within the repository. */
export async function testFilesOf(files: readonly string[]): Promise<string[]> {
	const jest = join('node_modules', 'jest', 'bin', 'jest.js');
	const { stdout } = await promisify(execFile)(
		process.execPath,
		[jest, '--listTests', '--findRelatedTests', ...files],
		{ cwd: packageFolder },
	);
	return stdout
		.split('\n')
		.filter((line) => line.endsWith('.test.ts'))
		.map((line) => relative(packageFolder, line))
		.filter((file) => !OTHER_TESTS.some((folder) => file.startsWith(folder)));
}

/** Finds the mutants, and writes the files with switches for them to a folder. */
export async function prepareMutants(files: readonly string[], folder: string): Promise<Mutant[]> {
	const all: Mutant[] = [];
	for (const file of files) {
		const text = await readFile(join(packageFolder, file), 'utf8');
		const mutants = findMutants(file, text, all.length);
		const target = join(folder, `${file}.js`);
		await mkdir(dirname(target), { recursive: true });
		await writeFile(target, compile(withSwitches(text, mutants)).code);
		all.push(...mutants);
	}
	return all;
}

/** Jest's configuration for a run with these files, which prepareMutants has written to the folder. */
export function jestConfig(files: readonly string[], folder: string): object {
	const { transform, ...usual } = require('../../jest.config.js') as Record<string, object>;
	const names = files.map((file) => file.replaceAll('.', '\\.')).join('|');
	return {
		...usual,
		rootDir: packageFolder,
		cacheDirectory: join(folder, 'jest'),
		// It would make a folder for each run of a test file. worker.ts has one for all.
		globalSetup: undefined,
		moduleNameMapper: {
			'^fast-check$': '<rootDir>/lab/mutation/fastCheck.cjs',
			'^fast-check/itself$': require.resolve('fast-check'),
		},
		testEnvironment: '<rootDir>/lab/mutation/environment.cjs',
		transform: {
			[`/(${names})$`]: ['<rootDir>/lab/mutation/transform.cjs', { folder }],
			...transform,
		},
	};
}
