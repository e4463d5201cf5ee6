import { sourceTypes } from '../../nodes/polling/sources/sourceTypes';
import { NOW, pollRun } from './stubs';

const { name, create } = sourceTypes.newLead;
const source = create({ types: [] });
const createdAt = new Date(NOW).toISOString();

const findingOf = (object: Record<string, unknown>) =>
	source.toFinding!(source.toEntry(object)!, pollRun(undefined, { now: NOW + 5000 }));

test('all leads of a chatbot, whatever their status', () => {
	expect(name).toBe('lead');
	expect(source.list('bot')).toMatchObject({
		path: expect.stringContaining('/bot/leads'),
		query: { status: 'all' },
	});
});

test('a lead is recognized by its ID, or else by what it was captured with', () => {
	const lead = { id: 7, createdAt, email: 'a@example.com', phone: '1', name: 'Ada' };
	const { key } = findingOf(lead);
	expect(key).toMatch(/^[0-9a-f]{64}$/);
	expect(findingOf({ id: '7' }).key).toBe(key);
	expect(findingOf({ ...lead, id: 8 }).key).not.toBe(key);
	const anonymous = { ...lead, id: undefined };
	expect(findingOf({ ...anonymous, other: 1 }).key).toBe(findingOf(anonymous).key);
	for (const change of [{ createdAt: null }, { email: 'b' }, { phone: '2' }, { name: 'Bob' }])
		expect(findingOf({ ...anonymous, ...change }).key).not.toBe(findingOf(anonymous).key);
});

test('it is found at the time of its capture, which may be in the future or missing', () => {
	expect(findingOf({ id: 1, createdAt })).toMatchObject({ time: NOW, dueTime: NOW });
	const later = new Date(NOW + 9000).toISOString();
	expect(findingOf({ id: 1, createdAt: later })).toMatchObject({
		time: NOW + 9000,
		dueTime: NOW + 5000,
	});
	expect(findingOf({ id: 1 })).toMatchObject({ time: null, dueTime: NOW + 5000 });
	expect(source.toEntry({ id: 1 })!.version).toEqual(expect.any(String));
});

test("its item is the webhook's, with the lead of the API", () => {
	const object = {
		id: 'l 1',
		chatbotId: 'its bot',
		name: 'Ada',
		email: 'a@example.com',
		phone: null,
		createdAt: NOW,
		customData: { company: 'X' },
	};
	const place = { baseUrl: 'https://sitegpt.example', chatbotId: 'bot', receivedAt: 'now' };
	expect(source.toItem(findingOf(object), place)).toEqual({
		event: 'NEW_LEAD_CAPTURE',
		chatbotId: 'its bot',
		chatbotName: null,
		dashboardUrl: 'https://sitegpt.example/bot/leads/l%201',
		lead: { id: 'l 1', name: 'Ada', email: 'a@example.com', phone: null, capturedAt: createdAt },
		customFields: { company: 'X' },
		idempotencyKey: findingOf(object).key,
		receivedAt: 'now',
		api: object,
	});
	for (const chatbotId of [null, '', undefined])
		expect(source.toItem(findingOf({ ...object, chatbotId }), place).chatbotId).toBe('bot');
	const odd = source.toItem(findingOf({ ...object, customData: 'no object' }), place);
	expect(odd).toMatchObject({ customFields: {} });
	expect(odd).not.toHaveProperty('issues');
});
