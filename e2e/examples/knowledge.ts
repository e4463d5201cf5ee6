import assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { waitFor } from '../../harness/wait.ts';
import { Imported } from './imported.ts';
import type { Session } from './session.ts';
import { enterSettings } from './steps.ts';

export function knowledge(session: Session) {
	test('knowledge-in-step: adds, updates, and deletes like the folder, but not if it is empty', async () => {
		const { chatbot } = session.newChatbot();
		// The only folder that n8n may read by default, without N8N_RESTRICT_FILE_ACCESS_TO.
		const folder = join(session.n8n.folder, '.n8n-files', 'knowledge');
		const write = async (path: string, text: string) => {
			await mkdir(dirname(join(folder, path)), { recursive: true });
			await writeFile(join(folder, path), text);
		};
		const { state } = session.siteGpt;
		state.documents.length = 0;
		state.addDocument(chatbot.id, { name: 'other.md', source: 'LOCAL_FILE', content: 'Other' });
		const texts = () =>
			Object.fromEntries(state.documents.map(({ name, content }) => [name, content]));
		const example = await Imported.create(session.n8n, 'knowledge-in-step', {
			enter: enterSettings({ chatbotId: chatbot.id, folder: `${folder}/` }),
			credentials: { Sync: session.apiCredential },
		});
		await write('a.md', '# A');
		await write('b.md', '# B');
		await write('more (2)/c.md', 'Ünicode');
		await write('notes.txt', 'No Markdown');
		await example.run();
		const added = { 'folder/a.md': '# A', 'folder/b.md': '# B', 'folder/more (2)/c.md': 'Ünicode' };
		assert.deepEqual(texts(), { 'other.md': 'Other', ...added });

		await write('a.md', '# A, changed');
		await rm(join(folder, 'b.md'));
		await example.run();
		const kept = { 'other.md': 'Other', 'folder/more (2)/c.md': 'Ünicode' };
		const changed = { ...kept, 'folder/a.md': '# A, changed' };
		assert.deepEqual(texts(), changed);

		await rm(folder, { recursive: true });
		await assert.rejects(example.run(), /No file\(s\) found/);
		await mkdir(folder);
		await assert.rejects(example.run(), /No file\(s\) found/);
		assert.deepEqual(texts(), changed);

		// If SiteGPT can't be trained on a file, the rest of the folder isn't deleted either.
		await write('bad.md', '# Bad');
		const failing = assert.rejects(example.run(), /on these files: bad \(Empty\)/);
		const bad = await waitFor(
			async () => state.documents.find(({ name }) => name === 'folder/bad.md'),
			{ what: 'the file to be added' },
		);
		Object.assign(bad, { status: 'FAILED', error: 'Empty' });
		await failing;
		assert.deepEqual(texts(), { ...changed, 'folder/bad.md': '# Bad' });
	});
}
