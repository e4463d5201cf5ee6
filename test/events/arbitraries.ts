import fc from 'fast-check';
import { allEvents } from '../../nodes/events/all';
import { documented, type Json, withField } from './payloads';

const NAMES = allEvents.map(({ name }) => name);

/** A value as a JSON parser would give it: no -0, and `__proto__` is a field like any other. */
export const copy = (value: unknown): Json => JSON.parse(JSON.stringify(value));

/** Any JSON. */
export const json: fc.Arbitrary<Json> = fc.jsonValue({ maxDepth: 3 }).map(copy);

/** Unexpected names of fields that would break a careless copy. */
const oddName = fc.oneof(
	fc.string(),
	fc.constantFrom(
		...['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf', 'toJSON'],
		...[
			'event',
			'data',
			'idempotencyKey',
			'receivedAt',
			'lead',
			'customFields',
			'issues',
			'payload',
			'otherFields',
		],
		...['chatbotId', 'threadId', 'messageType', 'user', 'leadDetails', 'id', 'name', 'length', '0'],
	),
);

/** Every list and object in a value, itself first. */
export function objectsIn(value: Json): Json[] {
	if (typeof value !== 'object' || value === null) return [];
	return [value, ...Object.values(value).flatMap(objectsIn)];
}

/** The forms in which a text may arrive. */
const id = fc.oneof(fc.string({ minLength: 1 }), fc.integer(), fc.constant(1768473000));
const orNull = (value: fc.Arbitrary<unknown>) => fc.option(value, { nil: null });
const text = orNull(fc.oneof(fc.string(), fc.integer()));
const spoken = fc.oneof(
	text,
	fc.record({ text, timestamp: fc.integer() }, { requiredKeys: ['text'] }),
);
const url = fc.oneof(
	fc.webUrl(),
	orNull(fc.string()),
	fc.record({ url: fc.webUrl(), title: json }, { requiredKeys: ['url'] }),
);
const formFields = orNull(fc.dictionary(fc.string(), json, { maxKeys: 3 }));

type Fields = Record<string, fc.Arbitrary<unknown>>;
const fields = (required: Fields, optional: Fields) =>
	fc.record({ ...required, ...optional }, { requiredKeys: Object.keys(required) });

const contact = { name: text, email: text, phone: text };

const DATA: Record<string, fc.Arbitrary<Json>> = {
	ADD_MESSAGE: fields(
		{ chatbotId: id, threadId: id, messageType: id },
		{
			question: spoken,
			answer: spoken,
			sources: fc.oneof(url, fc.array(url)),
			gptModel: text,
			agentId: text,
			agentName: text,
			iconUrl: text,
			systemMessageType: text,
		},
	),
	CONVERSATION_ESCALATED: fields(
		{ chatbotId: id, threadId: id },
		{
			dashboardUrl: text,
			user: orNull(
				fields({}, { id: text, ...contact, verified: orNull(fc.boolean()), createdAt: text }),
			),
		},
	),
	NEW_LEAD_CAPTURE: fields(
		{
			chatbotId: id,
			leadDetails: fields(
				{ id },
				{ ...contact, capturedAt: text, customFields: formFields, customData: formFields },
			),
		},
		{
			chatbotName: text,
			dashboardUrl: text,
			customFields: formFields,
			customData: formFields,
		},
	),
};

const OURS = ['id', 'name', 'email', 'phone', 'verified', 'createdAt', 'capturedAt'];

/** A payload that can be read: its fields in any of their forms, and any others at each depth. */
export function readablePayload(name: string): fc.Arbitrary<Json> {
	const ours = [...OURS, ...Object.keys(documented(name).data)];
	const others = fc.array(fc.tuple(oddName, json), { maxLength: 4 });
	return fc.tuple(DATA[name], others, others, others).map(([data, inner, ofData, topLevel]) => {
		const body: Json = { event: name, data: copy(data) };
		const add = (to: Json, added: typeof inner) => {
			for (const [field, value] of added) {
				if (!ours.includes(field) && !Object.hasOwn(to, field)) withField(to, field, value);
			}
		};
		for (const object of [body.data.user, body.data.leadDetails]) if (object) add(object, inner);
		add(body.data, ofData);
		add(body, topLevel);
		return body;
	});
}

/** A data object of any JSON with a chatbotId, so an event that must not be rejected. */
export const anyData = fc.tuple(json, fc.jsonValue({ maxDepth: 0 })).map(([value, chatbotId]) => {
	const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
	const data: Json = isObject ? value : { value };
	data.chatbotId = ['', null].includes(chatbotId as null) ? 'bot-7' : chatbotId;
	return data;
});

/** A documented payload of any event with some of it replaced, removed, or added. */
export const mutatedPayload: fc.Arbitrary<Json> = fc
	.tuple(
		fc.constantFrom(...NAMES),
		fc.array(
			fc.tuple(fc.nat(), fc.nat(), fc.constantFrom('replace', 'remove', 'add'), oddName, json),
			{ minLength: 1, maxLength: 4 },
		),
	)
	.map(([name, mutations]) => {
		const body = documented(name);
		for (const [where, which, does, odd, value] of mutations) {
			const objects = objectsIn(body);
			const object = objects[where % objects.length];
			const names = Object.keys(object);
			if (does === 'add') {
				if (Array.isArray(object)) object.push(copy(value));
				else withField(object, odd, copy(value));
			} else if (names.length > 0) {
				const field = names[which % names.length];
				if (does === 'replace') withField(object, field, copy(value));
				else if (Array.isArray(object)) object.splice(Number(field), 1);
				else delete object[field];
			}
		}
		return body;
	});

/** Anything that may arrive, and more than JSON can express. */
export const anyBody: fc.Arbitrary<unknown> = fc.oneof(
	json,
	mutatedPayload,
	fc.constantFrom(...NAMES).chain(readablePayload),
	fc.record({ event: fc.constantFrom(...NAMES), data: fc.object({ key: oddName }) }),
	fc.anything({ key: oddName, withNullPrototype: true, withDate: true, withMap: true }),
);

/** A documented payload of the event with a secret put into it, as values and as names. */
export function payloadWithSecret(name: string): fc.Arbitrary<{ body: Json; secret: string }> {
	const place = fc.tuple(fc.nat(), fc.nat(), fc.nat({ max: 5 }));
	return fc
		.tuple(
			fc.oneof(fc.uuid(), fc.integer({ min: 10 ** 12, max: 10 ** 13 })),
			fc.array(place, { minLength: 1, maxLength: 8 }),
		)
		.map(([secret, places]) => {
			const body = documented(name);
			for (const [where, which, shape] of places) {
				const objects = objectsIn(body).filter((object) => !Array.isArray(object));
				const object = objects[where % objects.length];
				const names = Object.keys(object);
				const field = names[which % names.length] ?? `${secret}`;
				const values = [secret, [secret], { [secret]: secret }, `${secret}`, [[], secret, null]];
				if (shape < values.length) object[field] = values[shape];
				else object[`${secret}`] = secret;
			}
			return { body, secret: `${secret}` };
		});
}
