import fc from 'fast-check';
import { ok, reply } from '../api/fakeTransport';
import { runSync, SiteGptModel } from './model';

let siteGpt: SiteGptModel;
let stored: Record<string, unknown>;
beforeEach(() => {
	siteGpt = new SiteGptModel();
	stored = {};
});

const item = (key: unknown, content: unknown = 'Words') => ({ key, content });
const addOwn = (...keys: string[]) =>
	keys.map((key) => siteGpt.add({ name: `docs/${key}.md`, content: 'Words' }));
const deleteMissing = { deleteMissing: true };

describe('refused before any call:', () => {
	test.each([
		[[item('a'), item(' a ')], 'The items 0 and 1 have the same key, "a".'],
		[[item(7), item('7')], 'The items 0 and 1 have the same key, "7".'],
		[[item('\u00e4'), item('a\u0308')], 'The items 0 and 1 have the same key'],
		[[item('a'), item(undefined)], 'Key is empty in item 1.'],
		[[item('a', ' \n')], 'Content is empty in item 0.'],
		[[item('a', { html: '' })], "Content isn't text"],
		[[item('a', '\u00e4'.repeat(450_001))], 'The content of item 0 has 900002 bytes'],
		[[item('..')], 'Key is "..".'],
		[[item('a/../../other/b')], 'without the parts "." and ".."'],
		[[item('a\\..\\b')], 'without the parts "." and ".."'],
		[[item('a\nb')], 'without control characters'],
		[[item('\ud800')], 'without control characters'],
		[[item('\u00e4'.repeat(124))], "The document's name would be 256 bytes long"],
		[[item('a'), { ...item('b'), collection: 'more' }], 'item 1 differs from that of item 0'],
		[[item('a'), { ...item('b'), chatbotId: 'other' }], 'item 1 differs from that of item 0'],
	])('%j', async (items, message) => {
		await expect(runSync(siteGpt, stored, { items })).rejects.toThrow(message);
		expect(siteGpt.calls).toEqual([]);
	});

	test.each(['docs/a', 'a\\b', '.', '..', 'a\u0000'])('the collection %j', async (collection) => {
		const run = runSync(siteGpt, stored, { items: [item('a')], collection });
		await expect(run).rejects.toThrow('Collection is "');
		expect(siteGpt.calls).toEqual([]);
	});
});

test('at most ten documents, or half of the collection, are deleted unless Delete Even Most is on', async () => {
	await fc.assert(
		fc.asyncProperty(fc.nat(30), fc.nat(30), fc.boolean(), async (kept, gone, deleteEvenMost) => {
			siteGpt = new SiteGptModel();
			const keys = Array.from({ length: kept + gone }, (_, n) => String(n));
			addOwn(...keys);
			const items = [...keys.slice(0, kept), 'new'].map((key) => item(key));
			const options = { ...deleteMissing, deleteEvenMost };
			const run = runSync(siteGpt, {}, { items, options });
			const isStopped = gone > 10 && gone > kept && !deleteEvenMost;
			if (isStopped) {
				const message = `${gone} of the ${gone + kept} documents of the collection would be deleted`;
				await expect(run).rejects.toThrow(message);
				expect(siteGpt.changes).toEqual([]);
			} else {
				await run;
				expect(siteGpt.docs).toHaveLength(kept + 1);
			}
		}),
		{ numRuns: 60 },
	);
});

test('one item for each key, deletes after everything else', async () => {
	const [edited, , gone] = addOwn('edited', 'same', 'gone');
	siteGpt.edit(edited, 'Other words');
	const items = ['new', 'edited', 'same'].map((key) => item(key));
	const run = await runSync(siteGpt, stored, { items, options: deleteMissing });
	expect(run.items.map(({ key, name, change }) => [key, name, change])).toEqual([
		['new', 'docs/new.md', 'created'],
		['edited', 'docs/edited.md', 'updated'],
		['same', 'docs/same.md', 'unchanged'],
		['gone', 'docs/gone.md', 'deleted'],
	]);
	expect(siteGpt.changes.map((call) => call.split(' ')[0])).toEqual(['POST', 'PATCH', 'DELETE']);
	expect(run.items.map(({ documentId }) => documentId)).toContain(gone.id);
	expect(run.warnings).toEqual([]);
});

test('On Error: Continue: a failed item says so, the others are synced, and nothing is deleted', async () => {
	addOwn('gone');
	const run = { items: [item('a'), item('b')], options: deleteMissing, continueOnFail: true };
	const disturbance = { lost: [0] };
	const { items, warnings } = await runSync(siteGpt, stored, { ...run, disturbance });
	const failed = { key: 'a', documentId: null, name: 'docs/a.md', change: 'failed' };
	expect(items).toMatchObject([
		{
			...failed,
			error: 'No answer',
			details: { description: expect.stringMatching(/Run this again: it finds the document/) },
		},
		{ change: 'created' },
	]);
	expect(items).toHaveLength(2);
	expect(warnings).toEqual(['Nothing was deleted, because 1 of the documents failed']);
	// The document was created, and the next run finds it.
	expect((await runSync(siteGpt, stored, run)).items).toMatchObject([
		{ key: 'a', change: 'updated' },
		{ key: 'b', change: 'unchanged' },
		{ key: 'gone', change: 'deleted' },
	]);
});

test('with an error output, a failed item has the form that n8n sends there', async () => {
	const run = { items: [item('a')], continueOnFail: true, onError: 'continueErrorOutput' };
	const { items } = await runSync(siteGpt, stored, { ...run, disturbance: { lost: [0] } });
	expect(items).toMatchObject([{ error: 'No answer', details: { key: 'a', change: 'failed' } }]);
	expect(Object.keys(items[0])).toEqual(['error', 'details']);
});

test('otherwise the first error ends the run, and what was done is remembered', async () => {
	const items = [item('a'), item('b'), item('c')];
	const run = runSync(siteGpt, stored, { items, disturbance: { lost: [1] } });
	await expect(run).rejects.toThrow('No answer');
	expect(siteGpt.changes).toHaveLength(2);
	siteGpt.show = () => ({ name: 'hidden' });
	expect((await runSync(siteGpt, stored, { items: [item('a')] })).items[0]).toMatchObject({
		change: expect.stringMatching(/^(updated|unchanged)$/),
		documentId: siteGpt.docs[0].id,
	});
});

describe('an error that ends the run says which document it is about:', () => {
	const error = { code: 'NOT_NOW', message: 'Not now.' };
	const refuse = (call: RegExp, message = error.message) => {
		const send = siteGpt.send.bind(siteGpt);
		siteGpt.send = async (request) =>
			call.test(`${request.method} ${request.path}`)
				? reply(400, { ok: false, error: { ...error, message } })
				: await send(request);
	};

	test.each([
		['reading', /GET .*\/d\d/, 'Words'],
		['updating', /PATCH/, 'Other words'],
		['adding', /POST/, 'Words'],
		['deleting', /DELETE/, 'Words'],
	])('%s', async (done, call, content) => {
		addOwn('a', 'b');
		refuse(call);
		const key = { adding: 'new', deleting: 'a' }[done] ?? 'b';
		const failing = { adding: 'new', deleting: 'b' }[done] ?? 'b';
		const run = { items: [item(key, content)], options: deleteMissing };
		await expect(runSync(siteGpt, stored, run)).rejects.toMatchObject({
			title: `docs/${failing}.md: Not now (NOT_NOW)`,
			problem: { ...error, status: 400, message: `docs/${failing}.md: Not now.` },
		});
	});

	test('once', async () => {
		const message = "docs/a.md can't be read.";
		refuse(/POST/, message);
		await expect(runSync(siteGpt, stored, { items: [item('a')] })).rejects.toThrow(
			expect.objectContaining({ message }),
		);
	});
});

test.each([
	['extra', 'a', 2],
	['missing', 'gone', 1],
])('after a document that could not be deleted, %s, nothing more is', async (_, key, left) => {
	const documents = addOwn('a', key, 'last');
	const send = siteGpt.send.bind(siteGpt);
	siteGpt.send = async (request) =>
		request.path.includes(`${documents[1].id}?`) && request.method === 'DELETE'
			? reply(400, { ok: false, error: { message: 'Not now.' } })
			: await send(request);
	const run = { items: [item('a')], options: deleteMissing, continueOnFail: true };
	const { items } = await runSync(siteGpt, stored, run);
	expect(items).toHaveLength(3 - left);
	const documentId = documents[key === 'a' ? 0 : 1].id;
	expect(items.at(-1)).toMatchObject({ key, documentId, change: 'failed', error: 'Not now.' });
	expect(siteGpt.docs).toHaveLength(3);
});

describe('a content of which SiteGPT returns only the start', () => {
	const long = (end: string) => item('a', `${'x\r\n'.repeat(200_000)}${end}`);
	const sync = async (end: string) => {
		const { items } = await runSync(siteGpt, stored, { items: [long(end)] });
		return items[0].change;
	};
	beforeEach(() => (siteGpt.form = (content) => content.slice(0, 500_000)));

	test('is not sent again after training, unless it has changed anywhere', async () => {
		expect(await sync('one')).toBe('created');
		siteGpt.train();
		expect(await sync('one')).toBe('unchanged');
		expect(await sync('two')).toBe('updated');
		siteGpt.train();
		expect(await sync('two')).toBe('unchanged');
		siteGpt.edit(siteGpt.docs[0], `y${siteGpt.docs[0].content}`);
		expect(await sync('two')).toBe('updated');
	});

	test('is sent if nothing tells what its end is', async () => {
		await sync('one');
		siteGpt.train();
		stored = {};
		expect(await sync('two')).toBe('updated');
		expect(siteGpt.docs[0].content).toMatch(/two$/);
	});
});

test('a document that is known but missing from a list is not created again', async () => {
	await runSync(siteGpt, stored, { items: [item('a')] });
	siteGpt.train();
	const disturbance = { leftOut: 0 };
	const run = await runSync(siteGpt, stored, { items: [item('a')], disturbance });
	expect(run.items).toMatchObject([{ change: 'unchanged', documentId: siteGpt.docs[0].id }]);
	expect(siteGpt.docs).toHaveLength(1);
});

test('if SiteGPT shows another name, a hint says so, and the stored ID recognizes the document', async () => {
	siteGpt.show = (name) => ({ name: name.replace('docs/', '') });
	const { warnings } = await runSync(siteGpt, stored, { items: [item('a'), item('b')] });
	expect(warnings).toEqual([
		expect.stringContaining('shows the document docs/a.md as a.md (LOCAL_FILE)'),
	]);
	const run = await runSync(siteGpt, stored, { items: [item('a')], options: deleteMissing });
	expect(run.items).toMatchObject([
		{ key: 'a', change: 'unchanged' },
		{ key: 'b', change: 'deleted' },
	]);
});

test('without Delete Missing, documents with the same name are only reported', async () => {
	addOwn('a', 'a');
	const { warnings } = await runSync(siteGpt, stored, { items: [item('a')] });
	expect(warnings).toEqual([expect.stringMatching(/several documents.* Keys: a$/)]);
	expect(siteGpt.docs).toHaveLength(2);
});

test('Wait Until Trained: a document that fails is an item with the error, and is sent again', async () => {
	addOwn('gone');
	const run = { items: [item('a')], options: { ...deleteMissing, waitUntilTrained: true } };
	siteGpt.sleep = async () => {
		Object.assign(siteGpt.docs[1], { status: 'FAILED' });
	};
	const { items } = await runSync(siteGpt, stored, run);
	expect(items).toMatchObject([{ key: 'a', change: 'failed', error: 'SiteGPT gave no reason' }]);
	siteGpt.sleep = async () => siteGpt.train();
	expect((await runSync(siteGpt, stored, run)).items).toMatchObject([
		{ key: 'a', change: 'updated' },
		{ key: 'gone', change: 'deleted' },
	]);
});

test('without a document in the response, nothing was created', async () => {
	const send = siteGpt.send.bind(siteGpt);
	siteGpt.send = async (request) =>
		request.method === 'POST' ? ok({ documents: [] }) : await send(request);
	const run = runSync(siteGpt, stored, { items: [item('a')] });
	await expect(run).rejects.toThrow('SiteGPT added no document for docs/a.md.');
});

test('a long run says in n8n’s log how far it is', async () => {
	let time = 0;
	siteGpt.now = () => (time += 5_000);
	const items = Array.from({ length: 10 }, (_, n) => item(n));
	const { lines } = await runSync(siteGpt, stored, { items });
	expect(lines.length).toBeGreaterThan(1);
	expect(lines.length).toBeLessThan(10);
	expect(lines[0]).toMatch(/^SiteGPT has synced \d of 10 documents$/);
});

describe('what n8n stores', () => {
	const sync = async (collection: string, count: number) => {
		const items = Array.from({ length: count }, (_, n) => item(n));
		await runSync(siteGpt, stored, { items, collection });
		return siteGpt.calls.filter((call) => !call.endsWith('/documents')).length;
	};

	test('is kept by collection, and what it can’t be is ignored', async () => {
		await sync('docs', 3);
		await sync('more', 2);
		expect(await sync('docs', 3)).toBe(0);
		expect(await sync('more', 2)).toBe(0);
		siteGpt.train();
		for (const odd of ['{', '[["bot/docs",[["0"]]]]', 7, null]) {
			stored = { sync: odd };
			expect(await sync('docs', 3)).toBe(3);
			expect(siteGpt.changes).toEqual([]);
		}
	});

	test('is bounded: the collection that was used last comes first', async () => {
		await sync('docs', 4000);
		await sync('more', 2000);
		expect(await sync('more', 2000)).toBe(0);
		const { length } = (JSON.parse(String(stored.sync)) as string[][][]).flatMap(([, all]) => all);
		expect(length).toBe(5000);
		expect(String(stored.sync).length).toBeLessThan(1_000_000);
	});
});
