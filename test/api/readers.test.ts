import fc from 'fast-check';
import { assertDeleted } from '../../nodes/api/deleted';
import { idText, isObject, objectIn } from '../../nodes/api/envelope';
import { describeDifference, readIngest, readIngested } from '../../nodes/api/knowledge';
import { readChangedLead } from '../../nodes/api/leads';
import { briefMessage } from '../../nodes/api/messages';

const text = fc.string({ minLength: 1 });
const noText = fc.constantFrom('', null, undefined, 0, true, [], {});
const noObject = fc.constantFrom(null, undefined, '', 'a', 0, true, [], [{}]);

describe('the state of a document', () => {
	const readable = { id: 'd', name: 'n', externalId: 'e', status: 'QUEUED' };

	test.each([
		[{}, 'pending', null],
		[{ status: 'SUCCESS' }, 'trained', null],
		[{ status: 'FAILED' }, 'failed', null],
		[{ status: 'NEW_WORD' }, 'pending', null],
		[{ status: 'SUCCESS', error: '' }, 'trained', null],
		[{ status: 'SUCCESS', error: 'No text' }, 'failed', 'No text'],
		[{ error: { message: 'No text' } }, 'failed', 'No text'],
		[{ error: { code: 7 } }, 'failed', '{"code":7}'],
	])('%j is %s', (fields, state, reason) => {
		expect(readIngested({ ...readable, ...fields })).toMatchObject({ state, reason });
	});

	test('the answer to new documents', () => {
		const others = { requested: { maxLinks: 9 }, effective: { maxLinks: 5 } };
		const answer = { documents: [readable, null, 'x'], ingestJobRunId: 7, ...others };
		const documents = [readIngested(readable)];
		expect(readIngest(answer)).toEqual({ documents, ingestJobRunId: '7', ...others });
		for (const none of [{}, { ingestJobRunId: null }]) {
			const forFiles = readIngest({ ...none, documents: 'x', ingestJobRunIds: ['j1', 'j2'] });
			expect(forFiles).toMatchObject({ documents: [], ingestJobRunId: 'j1' });
		}
		const empty = { documents: [], ingestJobRunId: null, requested: null, effective: null };
		fc.assert(fc.property(noObject, (data) => expect(readIngest(data)).toEqual(empty)));
	});
});

test('a document has the texts that SiteGPT sent, whatever else it sent', () => {
	const known = { id: text, name: text, externalId: text, status: text };
	fc.assert(
		fc.property(fc.record(known), noText, (document, nothing) => {
			const { id: documentId, name, externalId, status } = document;
			expect(readIngested(document)).toMatchObject({ documentId, name, status, reason: null });
			expect(readIngested({ ...document, name: nothing })).toMatchObject({ name: externalId });
			const unknown = { name: nothing, externalId: nothing, status: nothing };
			const read = { name: null, status: null, state: 'pending' };
			expect(readIngested({ ...document, ...unknown })).toMatchObject(read);
		}),
	);
});

describe('what SiteGPT changed in a request', () => {
	const difference = (requested: unknown, effective: unknown) =>
		describeDifference({ documents: [], ingestJobRunId: null, requested, effective });

	test('is named, but only if both sides have the field', () => {
		expect(difference({ urls: 9, depth: 3, how: 'all' }, { urls: 5, depth: 3, how: 'some' })).toBe(
			'SiteGPT changed what was requested, for example because of your plan: urls is 5 instead of 9, how is some instead of all',
		);
		expect(difference({ a: [1] }, { a: ['x'.repeat(100)] })).toMatch(
			/: a is \["x{98}\.\.\. instead of \[1\]$/,
		);
		expect(difference({ a: 'x'.repeat(100) }, { a: null })).toMatch(/is null instead of x{100}$/);
	});

	test('is nothing otherwise', () => {
		fc.assert(
			fc.property(fc.dictionary(fc.string(), fc.jsonValue()), noObject, (fields, other) => {
				expect(difference(fields, { ...fields, more: 1 })).toBeUndefined();
				expect(difference({ ...fields, more: null }, fields)).toBeUndefined();
				expect(difference({ ...fields }, {})).toBeUndefined();
				expect(difference({ a: null }, { a: 1 })).toBeUndefined();
				expect(difference(fields, other)).toBeUndefined();
				expect(difference(other, fields)).toBeUndefined();
			}),
		);
	});
});

test('after a DELETE, only an answer that says so means that nothing was deleted', () => {
	for (const nothing of [{ itemsDeleted: 0 }, { itemsDeleted: '0' }, { deleted: false }]) {
		expect(() => assertDeleted(nothing)).toThrow('SiteGPT deleted nothing');
	}
	const answer = fc.oneof(
		noObject,
		fc.record({ itemsDeleted: fc.constantFrom(1, '1', null), deleted: fc.constantFrom(true, 0) }),
		fc.constant({}),
	);
	fc.assert(fc.property(answer, (data) => expect(() => assertDeleted(data)).not.toThrow()));
	const { description } = thrownBy(() => assertDeleted({ itemsDeleted: 0 }));
	expect(description).toBe('Check the ID. It may have been deleted before.');
});

function thrownBy(action: () => unknown): { description?: string } {
	try {
		action();
	} catch (error) {
		return error as { description?: string };
	}
	return {};
}

describe('the lead that was changed', () => {
	test('is found by its ID, alone or among others, as an object or as an ID', () => {
		fc.assert(
			fc.property(text, fc.array(text), (id, others) => {
				fc.pre(!others.includes(id));
				const rest = others.map((one) => ({ id: one }));
				const lead = { id, name: 'Olga' };
				expect(readChangedLead({ leads: [...rest, lead] }, id)).toBe(lead);
				expect(readChangedLead({ leads: [id, ...others] }, id)).toEqual({ id });
				expect(() => readChangedLead({ leads: rest }, id)).toThrow('changed no lead with this ID');
			}),
		);
		expect(readChangedLead({ leads: [{ id: 7 }] }, '7')).toEqual({ id: 7 });
		expect(thrownBy(() => readChangedLead({ leads: [] }, 'l')).description).toMatch(
			/^Check the ID\. The lead may have been deleted\.$/,
		);
	});

	test.each([[null], [[]], [{}], [{ leads: 'l' }], [{ leads: [null] }], [{ leads: [{}] }]])(
		'is unknown with %j',
		(data) => {
			expect(readChangedLead(data, 'l')).toBeUndefined();
		},
	);
});

test('a message in brief has its texts, and null for what is missing', () => {
	const said = fc.oneof(
		text.map((one) => [one, one]),
		text.map((one) => [{ text: one, timestamp: 1 }, one]),
		fc.constantFrom(null, undefined, 7, [], {}, { text: 7 }).map((one) => [one, null]),
	);
	fc.assert(
		fc.property(said, said, ([question, asked], [answer, answered]) => {
			expect(briefMessage('t', { question, answer, other: 1 })).toEqual({
				threadId: 't',
				messageId: null,
				messageType: null,
				question: asked,
				answer: answered,
				sources: null,
				agentName: null,
				systemMessageType: null,
				reaction: null,
				createdAt: null,
			});
		}),
	);
	const full = { messageId: 'm', messageType: 'x', sources: ['s'], agentName: 'a' };
	const rest = { systemMessageType: 'y', reaction: 'POSITIVE', createdAt: 'z' };
	expect(briefMessage('t', { ...full, ...rest, threadId: 'own' })).toMatchObject({
		...full,
		...rest,
		threadId: 'own',
	});
	expect(briefMessage(undefined, {}).threadId).toBeNull();
});

test('the object that an answer is about is under its key, or is the answer', () => {
	fc.assert(
		fc.property(fc.object(), noObject, (object, nothing) => {
			expect(objectIn({ lead: object }, 'lead')).toBe(object);
			const bare = { id: 1, customer: nothing };
			expect(objectIn(bare, 'lead')).toBe(bare);
			const none = 'SiteGPT\'s response has no "lead"';
			expect(() => objectIn(nothing, 'lead')).toThrow(none);
			// An object may have a text of that name.
			const named = { id: 1, lead: nothing };
			if (nothing === undefined || typeof nothing === 'string')
				expect(objectIn(named, 'lead')).toBe(named);
			else expect(() => objectIn(named, 'lead')).toThrow(none);
			expect([isObject(object), isObject(nothing)]).toEqual([true, false]);
		}),
	);
});

test('an ID is text or a number', () => {
	fc.assert(fc.property(text, (id) => expect(idText(id)).toBe(id)));
	fc.assert(fc.property(fc.integer(), (id) => expect(idText(id)).toBe(String(id))));
	for (const none of ['', null, undefined, true, {}, []]) expect(idText(none)).toBeUndefined();
});
