import type { N8n } from '../harness/n8n/n8n.ts';

/** Prints an n8n's address and how to sign in. */
export function showAddress({ url, signIn, folder }: N8n, isRemoved: boolean): void {
	console.log(`
n8n runs at ${url}
  e-mail    ${signIn.email}
  password  ${signIn.password}
  folder    ${folder}${isRemoved ? ' (removed at the end)' : ''}`);
}
