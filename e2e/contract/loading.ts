import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { N8n } from '../../harness/n8n/n8n.ts';
import { newToken } from '../../harness/n8n/receiver.ts';
import { actionType, CREDENTIAL_TYPE, PACKAGE_NAME, triggers } from '../../harness/n8n/triggers.ts';

interface Loaded {
	name: string;
	iconUrl?: { light: string; dark: string };
	codex?: { categories?: string[]; resources?: object };
}

const nodes = [...Object.values(triggers).map(({ type }) => type), actionType];

/** Tests how n8n loads the package, before any event is sent. */
export function loading(n8n: () => N8n): void {
	describe('loading', () => {
		async function loaded(kind: 'nodes' | 'credentials', name: string): Promise<Loaded> {
			const types = await n8n().client.request<Loaded[]>('GET', `/types/${kind}.json`);
			const found = types.find((type) => type.name === name);
			assert.ok(found, `${name} among the ${kind}`);
			return found;
		}

		async function assertIcons({ iconUrl }: Loaded): Promise<void> {
			assert.ok(iconUrl);
			assert.notEqual(iconUrl.light, iconUrl.dark);
			for (const path of [iconUrl.light, iconUrl.dark]) {
				const response = await fetch(new URL(path, n8n().url));
				assert.match(await response.text(), /<svg/);
			}
		}

		for (const name of nodes) {
			test(`${name.replace(`${PACKAGE_NAME}.`, '')}: icons and codex`, async () => {
				const node = await loaded('nodes', name);
				await assertIcons(node);
				assert.ok(node.codex?.categories?.length);
				assert.ok(node.codex.resources);
			});
		}

		test('the credential: icons', async () => {
			await assertIcons(await loaded('credentials', CREDENTIAL_TYPE));
		});

		test('the credential: its test', async () => {
			const data = { token: newToken(), previousToken: '' };
			const { client } = n8n();
			const draft = { name: 'To be tested', type: CREDENTIAL_TYPE, data };
			const credential = await client.createCredential(draft);
			assert.equal((await client.testCredential(credential, data)).status, 'OK');
			const short = await client.testCredential(credential, { ...data, token: 'short' });
			assert.equal(short.status, 'Error');
			assert.match(short.message, /only 5 characters/);
		});
	});
}
