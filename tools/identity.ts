/** Checks that the whole package names the same repository: see `usage`. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { command } from '../harness/command.ts';
import { packageFolder } from '../harness/paths.ts';
import { trackedFiles } from './trackedFiles.ts';

const usage = `Usage: npm run release:check [-- --repository OWNER/NAME]

Checks that every repository address in this package matches "repository" in package.json: in the
README, SECURITY.md, the credentials' documentation, the nodes' codex files, the issue forms, and the
workflows. With --repository, also checks that it matches OWNER/NAME. The publish workflow runs this
first, with its own repository, and stops if it fails.

The exit code is 0 only if all addresses match.`;

interface Manifest {
	name: string;
	version: string;
	homepage: string;
	bugs: { url: string };
	repository: { url: string };
}

/** Returns owner/name from a GitHub repository's address. */
function parseSlug(address: string): string | undefined {
	return /github\.com[/:]([\w.-]+\/[\w.-]+?)(\.git)?([/#?].*)?$/.exec(address)?.[1];
}

async function problems(manifest: Manifest, published: string | undefined): Promise<string[]> {
	const { name, version, homepage, bugs, repository } = manifest;
	const slug = parseSlug(repository.url);
	if (!slug) return [`package.json: "repository" isn't a GitHub address: ${repository.url}`];
	const found: string[] = [];
	const addresses = { homepage, 'bugs.url': bugs.url };
	for (const [field, address] of Object.entries(addresses)) {
		if (parseSlug(address) !== slug)
			found.push(`package.json: "${field}" is not at github.com/${slug}: ${address}`);
	}
	const files = (await trackedFiles()).filter((file) =>
		/\.(md|ts|json|ya?ml)$|Dockerfile$/.test(file),
	);
	for (const file of files.filter(
		(one) => !one.endsWith('package-lock.json') && one !== 'package.json',
	)) {
		const text = await readFile(join(packageFolder, file), 'utf8');
		for (const [address, other] of text.matchAll(/https:\/\/github\.com\/([\w.-]+\/[\w.-]+)/g)) {
			// Addresses of other projects are fine; ours end with the package's name.
			if (other!.endsWith(`/${name}`) && other !== slug) {
				found.push(`${file}: ${address} is not at github.com/${slug}`);
			}
		}
	}
	const docker = await readFile(join(packageFolder, 'deploy/Dockerfile'), 'utf8');
	if (!docker.includes(`./${name}-${version}.tgz`)) {
		found.push(`deploy/Dockerfile: PACKAGE is not ./${name}-${version}.tgz`);
	}
	if (published !== undefined && published !== slug) {
		found.push(
			`This would be published from github.com/${published}, but package.json names github.com/${slug}. See docs/publishing.md.`,
		);
	}
	return found;
}

await command({
	usage,
	options: { repository: { type: 'string' } },
	async run({ values: { repository } }) {
		const manifest = JSON.parse(
			await readFile(join(packageFolder, 'package.json'), 'utf8'),
		) as Manifest;
		const found = await problems(manifest, repository);
		for (const problem of found) console.log(problem);
		if (found.length === 0)
			console.log(`All addresses match github.com/${parseSlug(manifest.repository.url)}.`);
		return found.length === 0;
	},
});
