import { escalation } from '../../nodes/events/escalation';
import type { SiteGptEvent } from '../../nodes/events/event';
import { documented, issuePaths, itemOf, receipt, validReading } from './payloads';

const paths = (body: unknown) => issuePaths(body, escalation as unknown as SiteGptEvent);
const payload = () => documented('CONVERSATION_ESCALATED');

const USER_FIELDS = ['id', 'email', 'name', 'phone', 'verified', 'createdAt'];

describe('an escalation as SiteGPT documents it', () => {
	it('becomes an item of the same fields, in a fixed order', () => {
		const item = itemOf(payload(), escalation);
		expect(item).toStrictEqual({
			event: 'CONVERSATION_ESCALATED',
			chatbotId: 'bot-7',
			threadId: 'conversation-32',
			dashboardUrl: 'https://dashboard.example/bot-7/conversation-32',
			user: {
				id: 'visitor-4',
				email: 'mary@shop.example',
				name: 'Mary Somerville',
				phone: '+4915550104',
				verified: false,
				createdAt: '2026-02-03T04:05:06Z',
			},
			...receipt,
		});
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

	it('is kept as it was sent, for Simplify off', () => {
		const body = payload();
		expect(validReading(body, escalation).sent).toBe(body);
		expect(body).toStrictEqual(payload());
	});

	it('may rightly come once only', () => {
		expect(escalation.mayRepeat).toBe(false);
	});
});

describe('the user', () => {
	it('may be null', () => {
		const body = payload();
		body.data.user = null;
		expect(itemOf(body, escalation).user).toBeNull();
	});

	it('is null where it is absent', () => {
		const body = payload();
		delete body.data.user;
		expect(itemOf(body, escalation).user).toBeNull();
	});

	it('may have every field null', () => {
		const body = payload();
		for (const field of USER_FIELDS) body.data.user[field] = null;
		expect(itemOf(body, escalation).user).toStrictEqual(body.data.user);
	});

	it('has every field null that is absent', () => {
		const body = payload();
		body.data.user = {};
		const nothing = Object.fromEntries(USER_FIELDS.map((field) => [field, null]));
		expect(itemOf(body, escalation).user).toStrictEqual(nothing);
	});

	it('keeps fields that SiteGPT does not document', () => {
		const body = payload();
		Object.assign(body.data.user, { locale: 'nb-NO', tags: [{ label: 'vip' }] });
		expect(itemOf(body, escalation).user).toStrictEqual(body.data.user);
	});

	it.each(['Mary', 5, true, [], [{}]])('may not be %j', (user) => {
		const body = payload();
		body.data.user = user;
		expect(paths(body)).toEqual(['data.user']);
	});

	it.each(['yes', 1, {}, []])('may not have %j for verified', (verified) => {
		const body = payload();
		body.data.user.verified = verified;
		expect(paths(body)).toEqual(['data.user.verified']);
	});

	it.each(USER_FIELDS.filter((field) => field !== 'verified'))(
		'may have text only for %s',
		(field) => {
			const body = payload();
			body.data.user[field] = 17;
			expect(paths(body)).toEqual([`data.user.${field}`]);
		},
	);
});

describe('dashboardUrl', () => {
	it('may be null', () => {
		const body = payload();
		body.data.dashboardUrl = null;
		expect(itemOf(body, escalation).dashboardUrl).toBeNull();
	});

	it('is null where it is absent', () => {
		const body = payload();
		delete body.data.dashboardUrl;
		expect(itemOf(body, escalation).dashboardUrl).toBeNull();
	});

	it('may not be a number', () => {
		const body = payload();
		body.data.dashboardUrl = 1;
		expect(paths(body)).toEqual(['data.dashboardUrl']);
	});
});

describe.each(['chatbotId', 'threadId'])('%s', (field) => {
	it('is required', () => {
		const body = payload();
		delete body.data[field];
		expect(paths(body)).toEqual([`data.${field}`]);
	});

	it.each(['', null, 5, true, {}, ['text']])('may not be %j', (value) => {
		const body = payload();
		body.data[field] = value;
		expect(paths(body)).toEqual([`data.${field}`]);
	});
});
