import { lead } from '../../nodes/events/lead';
import type { SiteGptEvent } from '../../nodes/events/event';
import { documented, issuePaths, itemOf, receipt, validReading, withField } from './payloads';

const paths = (body: unknown) => issuePaths(body, lead as unknown as SiteGptEvent);
const payload = () => documented('NEW_LEAD_CAPTURE');

const OPTIONAL = ['name', 'email', 'phone', 'capturedAt'];

describe('a lead as SiteGPT documents it', () => {
	it('becomes an item with the lead apart from custom fields, in a fixed order', () => {
		const item = itemOf(payload(), lead);
		expect(item).toStrictEqual({
			event: 'NEW_LEAD_CAPTURE',
			chatbotId: 'bot-7',
			chatbotName: 'Lamp Shop',
			dashboardUrl: 'https://dashboard.example/bot-7/lead-9',
			lead: {
				id: 'lead-9',
				name: 'Emmy Noether',
				email: 'emmy@shop.example',
				phone: '+4915550105',
				capturedAt: '2026-02-03T05:06:07Z',
			},
			customFields: {},
			...receipt,
		});
		expect(Object.keys(item)).toEqual([
			'event',
			'chatbotId',
			'chatbotName',
			'dashboardUrl',
			'lead',
			'customFields',
			'idempotencyKey',
			'receivedAt',
		]);
	});

	it('is kept as it was sent, for Simplify off', () => {
		const body = payload();
		body.data.leadDetails.company = 'Ring Ltd';
		const before = JSON.stringify(body);
		expect(validReading(body, lead).sent).toBe(body);
		expect(JSON.stringify(body)).toBe(before);
	});

	it('may rightly come once only', () => {
		expect(lead.mayRepeat).toBe(false);
	});
});

describe('custom fields of the lead form', () => {
	it('go to customFields, of whatever type they are', () => {
		const body = payload();
		const custom = {
			company: 'Ring Ltd',
			employees: 12,
			newsletter: true,
			notes: null,
			interests: ['lamps', { room: 'hall' }],
			'What is your budget?': '100 - 200',
			'': 'a field without a name',
		};
		Object.assign(body.data.leadDetails, custom);
		const item = itemOf(body, lead);
		expect(item.customFields).toStrictEqual(custom);
		expect(Object.keys(item.lead)).toEqual(['id', ...OPTIONAL]);
		expect(item).not.toHaveProperty('company');
	});

	it.each(['event', 'chatbotId', 'lead', 'customFields', 'idempotencyKey', 'receivedAt'])(
		'may be called %s without touching the item',
		(name) => {
			const body = payload();
			body.data.leadDetails[name] = 'from the form';
			const { customFields, ...named } = itemOf(body, lead);
			expect(customFields).toStrictEqual({ [name]: 'from the form' });
			const { customFields: none, ...untouched } = itemOf(payload(), lead);
			expect(none).toStrictEqual({});
			expect(named).toStrictEqual(untouched);
		},
	);

	it.each(['constructor', 'toString', 'hasOwnProperty', 'valueOf', 'prototype'])(
		'may be called %s',
		(name) => {
			const body = payload();
			withField(body.data.leadDetails, name, 'from the form');
			const { customFields } = itemOf(body, lead);
			expect(Object.entries(customFields)).toEqual([[name, 'from the form']]);
		},
	);
});

describe.each(OPTIONAL)('%s of a lead', (field) => {
	it('may be null', () => {
		const body = payload();
		body.data.leadDetails[field] = null;
		expect(itemOf(body, lead).lead).toHaveProperty(field, null);
	});

	it('is null where it is absent', () => {
		const body = payload();
		delete body.data.leadDetails[field];
		expect(itemOf(body, lead).lead).toHaveProperty(field, null);
	});

	it.each([5, true, [], {}])('may not be %j', (value) => {
		const body = payload();
		body.data.leadDetails[field] = value;
		expect(paths(body)).toEqual([`data.leadDetails.${field}`]);
	});
});

describe.each(['chatbotName', 'dashboardUrl'])('%s', (field) => {
	it('may be null', () => {
		const body = payload();
		body.data[field] = null;
		expect(itemOf(body, lead)[field]).toBeNull();
	});

	it('is null where it is absent', () => {
		const body = payload();
		delete body.data[field];
		expect(itemOf(body, lead)[field]).toBeNull();
	});

	it('may not be a number', () => {
		const body = payload();
		body.data[field] = 1;
		expect(paths(body)).toEqual([`data.${field}`]);
	});
});

describe('what a lead cannot do without', () => {
	it('may have the two ids only', () => {
		const data = { chatbotId: 'bot-7', leadDetails: { id: 'lead-9' } };
		expect(itemOf({ event: 'NEW_LEAD_CAPTURE', data }, lead)).toStrictEqual({
			event: 'NEW_LEAD_CAPTURE',
			chatbotId: 'bot-7',
			chatbotName: null,
			dashboardUrl: null,
			lead: { id: 'lead-9', name: null, email: null, phone: null, capturedAt: null },
			customFields: {},
			...receipt,
		});
	});

	it.each([undefined, '', null, 5, true, {}, ['text']])('chatbotId may not be %j', (chatbotId) => {
		const body = payload();
		body.data.chatbotId = chatbotId;
		expect(paths(body)).toEqual(['data.chatbotId']);
	});

	it.each([undefined, null, 'Emmy', 5, []])('leadDetails may not be %j', (leadDetails) => {
		const body = payload();
		body.data.leadDetails = leadDetails;
		expect(paths(body)).toEqual(['data.leadDetails']);
	});

	it.each([undefined, '', null, 5, {}])('the id of a lead may not be %j', (id) => {
		const body = payload();
		body.data.leadDetails.id = id;
		expect(paths(body)).toEqual(['data.leadDetails.id']);
	});
});
