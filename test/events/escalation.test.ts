import { escalation } from '../../nodes/events/escalation';
import { createItem, documented, listIssues, parsed, receipt } from './payloads';

const payload = () => documented('CONVERSATION_ESCALATED');

const USER_FIELDS = ['id', 'email', 'name', 'phone', 'verified', 'createdAt'];

describe('an escalation as SiteGPT documents it', () => {
	test('becomes an item of the same fields, in a fixed order', () => {
		const item = createItem(payload(), escalation);
		const { event, data } = payload();
		expect(item).toStrictEqual({ event, ...data, ...receipt });
		expect(Object.keys(item)).toEqual([
			'event',
			'chatbotId',
			'threadId',
			'dashboardUrl',
			'user',
			'idempotencyKey',
			'receivedAt',
		]);
	});

	test('is kept as it was sent, for Simplify off', () => {
		const body = payload();
		expect(parsed(body, escalation).sent).toBe(body);
		expect(body).toStrictEqual(payload());
	});

	test('may not legitimately repeat', () => {
		expect(escalation.mayRepeat).toBe(false);
	});
});

describe('the user', () => {
	const withUser = (user: unknown) => {
		const body = payload();
		body.data.user = user;
		return body;
	};
	const nothing = Object.fromEntries(USER_FIELDS.map((field) => [field, null]));

	test.each([null, undefined])('may be %j', (user) => {
		expect(createItem(withUser(user), escalation).user).toBeNull();
		expect(listIssues(withUser(user), escalation)).toEqual([]);
	});

	test.each([{}, nothing])('has null for every field that is absent or null', (user) => {
		expect(createItem(withUser(user), escalation).user).toStrictEqual(nothing);
		expect(listIssues(withUser(user), escalation)).toEqual([]);
	});

	test('keeps fields that SiteGPT does not document', () => {
		const user = { ...payload().data.user, locale: 'nb-NO', tags: [{ label: 'vip' }] };
		expect(createItem(withUser(user), escalation).user).toStrictEqual(user);
	});

	test.each(['Mary', 5, true, [], [{}]])('cannot be read if it is %j', (user) => {
		expect(createItem(withUser(user), escalation).user).toBeNull();
		expect(listIssues(withUser(user), escalation)).toEqual([
			{ path: 'data.user', message: 'Invalid: expected an object' },
		]);
	});

	test.each([
		[true, true],
		['true', true],
		['True', true],
		[1, true],
		['1', true],
		[false, false],
		['false', false],
		[0, false],
		['0', false],
	])('may have %j for verified', (verified, expected) => {
		expect(createItem(withUser({ verified }), escalation).user?.verified).toBe(expected);
		expect(listIssues(withUser({ verified }), escalation)).toEqual([]);
	});

	test.each(['yes', '', 2, {}, []])('cannot be read if verified is %j', (verified) => {
		const body = withUser({ ...payload().data.user, verified });
		expect(createItem(body, escalation).user).toMatchObject({ id: 'visitor-4', verified: null });
		expect(listIssues(body, escalation)).toEqual([
			{ path: 'data.user.verified', message: 'Invalid: expected true or false' },
		]);
	});
});
