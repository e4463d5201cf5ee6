import { packageFolder } from '../paths.ts';
import { step } from '../progress.ts';
import { ensureN8n } from './dependencies.ts';
import { type N8n, type N8nOptions, startN8n } from './n8n.ts';
import { packPackage } from './tarball.ts';

export async function startForPerson(options: N8nOptions, source = packageFolder): Promise<N8n> {
	await step('Look for n8n', async ({ note }) => await ensureN8n(note));
	const tarball = await step('Build and pack the package', async () => await packPackage(source));
	try {
		return await step(
			'Start n8n with the package',
			async () => await startN8n({ ...options, tarball: tarball.path }),
		);
	} finally {
		await tarball.remove();
	}
}

export function showAddress({ url, signIn, folder }: N8n, isRemoved: boolean): void {
	console.log(`
n8n runs at ${url}
  email     ${signIn.email}
  password  ${signIn.password}
  folder    ${folder}${isRemoved ? ' (removed at the end)' : ''}`);
}
