import fc from 'fast-check';
import { type Disturbance, Killed, runSync, SiteGptModel } from './model';

// Whatever has happened before, an undisturbed run ends with the collection equal to the items.

const keys = ['a', 'a/b', 'ä', '7'];
const names = keys.map((key) => `docs/${key}.md`);

/** Documents that look like the collection's, but aren't. */
const outside = [
	...[
		'docs.md',
		'docs2/a.md',
		'docs/a.txt',
		'Docs/a.md',
		'x/docs/a.md',
		'docs/../a.md',
		'docs/.md',
	],
	'docs/a/b.md.md.txt',
].map((name) => ({ name, content: 'outside' }));
const page = { name: 'docs/a.md', source: 'WEBSITE', content: 'a page with this title' };

const items = fc.dictionary(fc.constantFrom(...keys), fc.constantFrom('one', 'two', '# three'));
type Items = Record<string, string>;

const disturbance: fc.Arbitrary<Disturbance> = fc.record(
	{
		killAt: fc.nat(12),
		isDone: fc.boolean(),
		lost: fc.array(fc.nat(3), { maxLength: 2 }),
		leftOut: fc.nat(12),
	},
	{ requiredKeys: [] },
);

const step = fc.oneof(
	{
		weight: 3,
		arbitrary: fc.record({
			type: fc.constant('run' as const),
			items,
			deleteMissing: fc.boolean(),
			continueOnFail: fc.boolean(),
			isManual: fc.boolean(),
			disturbance,
		}),
	},
	{ weight: 1, arbitrary: fc.constant({ type: 'loseState' as const }) },
	{ weight: 1, arbitrary: fc.constant({ type: 'train' as const }) },
	{
		weight: 2,
		arbitrary: fc.record({
			type: fc.constantFrom('edit' as const, 'delete' as const, 'fail' as const),
			which: fc.nat(9),
		}),
	},
	{
		weight: 1,
		arbitrary: fc.record({ type: fc.constant('add' as const), name: fc.constantFrom(...names) }),
	},
);
type Step = typeof step extends fc.Arbitrary<infer One> ? One : never;

const forms = {
	'as it is': (content: string) => content,
	'with other whitespace': (content: string) => `${content}\n`,
	'in another form': (content: string) => `<p>${content}</p>`,
};
const shows = {
	both: (name: string) => ({ name, externalId: name }),
	'only as externalId': (name: string) => ({ name: null, externalId: name }),
	'in another normal form': (name: string) => ({ name: name.normalize('NFD') }),
};

const fileSources = {
	both: 'LOCAL_FILE',
	'only as externalId': 'FILE',
	'in another normal form': undefined,
};

async function history(
	steps: Step[],
	last: Items,
	form: keyof typeof forms,
	show: keyof typeof shows,
) {
	const siteGpt = new SiteGptModel();
	Object.assign(siteGpt, { form: forms[form], show: shows[show], fileSource: fileSources[show] });
	const foreign = [...outside, page].map((one) => siteGpt.add(one));
	const before = structuredClone(foreign);
	let stored = {};
	let edits = 0;
	const toItems = (wanted: Items) =>
		Object.entries(wanted).map(([key, content]) => ({ key: key === '7' ? 7 : key, content }));
	for (const one of steps) {
		const own = siteGpt.docs.filter((doc) => !foreign.includes(doc));
		if (one.type === 'run') {
			const options = { deleteMissing: one.deleteMissing };
			const copy = { ...stored };
			const isKilled = await runSync(siteGpt, copy, { ...one, items: toItems(one.items), options })
				.then(() => false)
				.catch((error) => error instanceof Killed);
			if (!isKilled && !one.isManual) stored = copy;
			const deletes = siteGpt.calls.findIndex((call) => call.startsWith('DELETE'));
			const after = deletes < 0 ? [] : siteGpt.calls.slice(deletes);
			expect(after.filter((call) => !call.startsWith('DELETE'))).toEqual([]);
			const hasFailed = siteGpt.changes.some(
				(call, n) => call.startsWith('POST') && one.disturbance.lost?.includes(n),
			);
			if (!one.deleteMissing || hasFailed) expect(after).toEqual([]);
		} else if (one.type === 'loseState') stored = {};
		else if (one.type === 'train') siteGpt.train();
		else if (one.type === 'add') siteGpt.add({ name: one.name, content: 'by hand' });
		else if (own.length > 0) {
			const doc = own[one.which % own.length];
			if (one.type === 'delete') siteGpt.docs = siteGpt.docs.filter((other) => other !== doc);
			else if (one.type === 'fail') doc.status = 'FAILED';
			else siteGpt.edit(doc, `edit ${++edits}`);
		}
	}
	const final = { items: toItems(last), options: { deleteMissing: true } };
	const { items: emitted } = await runSync(siteGpt, stored, final);
	const found = siteGpt.docs.filter((doc) => !foreign.includes(doc));
	expect(found.map(({ name, content }) => [name, content]).sort()).toEqual(
		Object.entries(last)
			.map(([key, content]) => [`docs/${key}.md`, content])
			.sort(),
	);
	expect(siteGpt.docs.filter((doc) => foreign.includes(doc))).toEqual(before);
	const ids = new Map(found.map(({ name, id }) => [name, id]));
	for (const { name, documentId, change } of emitted) {
		expect([name, change === 'deleted' ? undefined : documentId]).toEqual([
			name,
			ids.get(String(name)),
		]);
	}
	await runSync(siteGpt, stored, final);
	expect(siteGpt.calls.filter((call) => !call.endsWith('/documents'))).toEqual([]);
	// Training changes when a document was changed last, and only then SiteGPT has the content of a new one.
	siteGpt.train();
	if (form === 'in another form') {
		await runSync(siteGpt, stored, final);
		siteGpt.train();
	}
	await runSync(siteGpt, stored, final);
	expect(siteGpt.changes).toEqual([]);
	await runSync(siteGpt, stored, final);
	expect(siteGpt.calls.filter((call) => !call.endsWith('/documents'))).toEqual([]);
}

test('after any history, one undisturbed run ends with the collection equal to the items', async () => {
	const names = <Names extends object>(all: Names) =>
		fc.constantFrom(...(Object.keys(all) as Array<keyof Names>));
	await fc.assert(
		fc.asyncProperty(fc.array(step, { maxLength: 8 }), items, names(forms), names(shows), history),
		{ numRuns: 400 },
	);
}, 60_000);
