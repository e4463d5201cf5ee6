import { type N8n, type N8nOptions, startN8n } from './n8n.ts';
import { packPackage } from './tarball.ts';

export async function startN8nWithPackage(options: N8nOptions = {}): Promise<N8n> {
	const tarball = await packPackage();
	try {
		return await startN8n({ ...options, tarball: tarball.path });
	} finally {
		await tarball.remove();
	}
}
