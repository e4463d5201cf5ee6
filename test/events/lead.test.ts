import { lead } from '../../nodes/events/lead';
import { createItem, documented, listIssues, parsed, receipt, withField } from './payloads';

const payload = () => documented('NEW_LEAD_CAPTURE');

const LEAD_FIELDS = ['id', 'name', 'email', 'phone', 'capturedAt'];

describe('a lead as SiteGPT documents it', () => {
	test('becomes an item with the lead and the custom fields separate, in a fixed order', () => {
		const item = createItem(payload(), lead);
		const { event, data } = payload();
		const { leadDetails, ...others } = data;
		const expected = { event, ...others, lead: leadDetails, customFields: {}, ...receipt };
		expect(item).toStrictEqual(expected);
		expect(Object.keys(item)).toEqual(Object.keys(expected));
		expect(Object.keys(item.lead)).toEqual(LEAD_FIELDS);
	});

	test('is kept as it was sent, for Simplify off', () => {
		const body = payload();
		body.data.leadDetails.company = 'Ring Ltd';
		const before = JSON.stringify(body);
		expect(parsed(body, lead).sent).toBe(body);
		expect(JSON.stringify(body)).toBe(before);
	});

	test('may not legitimately repeat', () => {
		expect(lead.mayRepeat).toBe(false);
	});
});

describe('form fields', () => {
	test('go in customFields, whatever their type', () => {
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
		const item = createItem(body, lead);
		expect(item.customFields).toStrictEqual(custom);
		expect(item).not.toHaveProperty('company');
	});

	test.each(['customFields', 'customData'])('may be grouped under %s', (group) => {
		for (const place of ['leadDetails', 'data']) {
			const body = payload();
			const parent = place === 'data' ? body.data : body.data.leadDetails;
			parent[group] = { company: 'Ring Ltd', id: 'form-1' };
			expect(createItem(body, lead)).toStrictEqual({
				...createItem(payload(), lead),
				customFields: { company: 'Ring Ltd', id: 'form-1' },
			});
		}
	});

	test('with the same name are all kept: the first in customFields, the others in otherFields', () => {
		const body = payload();
		Object.assign(body.data.leadDetails, {
			company: 'Ring',
			customFields: { company: 'Group', role: 'CEO' },
			customData: { company: 'Data' },
		});
		expect(createItem(body, lead)).toMatchObject({
			customFields: { company: 'Ring', role: 'CEO' },
			otherFields: { company: 'Group', company_: 'Data' },
		});
	});

	test('may have the name of a group', () => {
		const body = payload();
		body.data.leadDetails.customFields = ['lamps'];
		body.data.customData = 'text';
		expect(createItem(body, lead)).toMatchObject({
			customFields: { customFields: ['lamps'] },
			customData: 'text',
		});
	});

	test.each(['event', 'chatbotId', 'lead', 'idempotencyKey', 'issues', 'payload', 'otherFields'])(
		'may be called %s without changing the item',
		(name) => {
			const body = payload();
			body.data.leadDetails[name] = 'from the form';
			const { customFields, ...named } = createItem(body, lead);
			expect(customFields).toStrictEqual({ [name]: 'from the form' });
			const { customFields: none, ...untouched } = createItem(payload(), lead);
			expect(none).toStrictEqual({});
			expect(named).toStrictEqual(untouched);
		},
	);

	test.each(['constructor', 'toString', 'hasOwnProperty', 'valueOf', 'prototype'])(
		'may be called %s',
		(name) => {
			const body = payload();
			withField(body.data.leadDetails, name, 'from the form');
			const { customFields } = createItem(body, lead);
			expect(Object.entries(customFields)).toEqual([[name, 'from the form']]);
		},
	);
});

describe('leadDetails', () => {
	test.each([undefined, null, 'Emmy', 5, []])(
		'that are %j give a lead with null fields',
		(leadDetails) => {
			const body = payload();
			body.data.leadDetails = leadDetails;
			expect(listIssues(body, lead).map(({ path }) => path)).toEqual(['data.leadDetails']);
			expect(createItem(body, lead)).toMatchObject({
				lead: Object.fromEntries(LEAD_FIELDS.map((field) => [field, null])),
				customFields: {},
			});
		},
	);
});
