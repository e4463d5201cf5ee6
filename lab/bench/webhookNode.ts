/** What a user would build with n8n's own nodes instead of a trigger of this package. */
import { randomUUID } from 'node:crypto';
import type { Json, JsonObject } from '../../harness/json.ts';
import { chain, done, type Step, type WorkflowDraft } from '../../harness/n8n/workflows.ts';

function webhook(path: string, responseMode: string): Step {
	return {
		name: 'Webhook',
		type: 'n8n-nodes-base.webhook',
		typeVersion: 2.1,
		webhookId: randomUUID(),
		parameters: {
			httpMethod: 'POST',
			path,
			authentication: 'headerAuth',
			responseMode,
			options: {},
		},
	};
}

function condition(left: string, operation: string, right: Json = ''): JsonObject {
	const unary = operation === 'notEmpty';
	const operator = { type: 'string', operation, ...(unary ? { singleValue: true } : {}) };
	return { id: randomUUID(), leftValue: left, rightValue: right, operator };
}

function decision(name: string, combinator: 'and' | 'or', conditions: JsonObject[]): Step {
	return {
		name,
		type: 'n8n-nodes-base.if',
		typeVersion: 2.2,
		parameters: {
			conditions: {
				options: { version: 2, caseSensitive: true, leftValue: '', typeValidation: 'strict' },
				combinator,
				conditions,
			},
			options: {},
		},
	};
}

function answer(name: string, status: number, body: string): Step {
	return {
		name,
		type: 'n8n-nodes-base.respondToWebhook',
		typeVersion: 1.4,
		parameters: {
			respondWith: 'json',
			responseBody: body,
			options: { responseCode: status },
		},
	};
}

const isValid = decision('Valid?', 'and', [
	condition('={{ $json.body.event }}', 'equals', 'ADD_MESSAGE'),
	...['chatbotId', 'threadId', 'messageType'].map((field) =>
		condition(`={{ $json.body.data.${field} }}`, 'notEmpty'),
	),
]);

const isWanted = decision(
	'Wanted?',
	'or',
	['NORMAL_MESSAGE', 'USER_MESSAGE', 'AGENT_MESSAGE', 'SYSTEM_MESSAGE'].map((kind) =>
		condition('={{ $json.body.data.messageType }}', 'equals', kind),
	),
);

/** One expression for the whole item, which n8n evaluates faster than one per field. */
const item: Step = {
	name: 'Item',
	type: 'n8n-nodes-base.set',
	typeVersion: 3.4,
	parameters: {
		mode: 'raw',
		jsonOutput: `={{ {
			event: $json.body.event,
			...Object.fromEntries(['chatbotId', 'threadId', 'messageType', 'question', 'answer', 'gptModel',
				'agentId', 'agentName', 'iconUrl', 'systemMessageType'].map((name) => [name, $json.body.data[name] ?? null])),
			sources: $json.body.data.sources ?? [],
			idempotencyKey: $json.idempotencyKey,
			receivedAt: $now.toISO()
		} }}`,
		options: {},
	},
};

const key: Step = {
	name: 'Key',
	type: 'n8n-nodes-base.crypto',
	typeVersion: 1,
	parameters: {
		action: 'hash',
		type: 'SHA256',
		value: '={{ JSON.stringify($json.body) }}',
		dataPropertyName: 'idempotencyKey',
		encoding: 'hex',
	},
};

/** @param links by name of a node: the nodes connected to its outputs, in order */
function workflow(name: string, steps: Step[], links: Record<string, string[]>): WorkflowDraft {
	const connections: JsonObject = {};
	for (const [from, targets] of Object.entries(links)) {
		connections[from] = { main: targets.map((node) => [{ node, type: 'main', index: 0 }]) };
	}
	return { name, nodes: chain(...steps).nodes, connections };
}

export function plainWebhook(path: string): WorkflowDraft {
	return workflow('Webhook', [webhook(path, 'onReceived'), done], { Webhook: ['Done'] });
}

/**
 * The Webhook node, plus what a careful user adds to match our Message Trigger: a check of the payload that
 * answers 400, a filter, the answer, a key, and the shape of the item.
 */
export function checkedWebhook(path: string): WorkflowDraft {
	const steps = [
		webhook(path, 'responseNode'),
		isValid,
		isWanted,
		answer('Accepted', 200, '{"status":"accepted"}'),
		answer('Ignored', 200, '{"status":"ignored"}'),
		answer('Refused', 400, '{"error":"Invalid payload"}'),
		key,
		item,
		done,
	];
	return workflow('Webhook and checks', steps, {
		Webhook: ['Valid?'],
		'Valid?': ['Wanted?', 'Refused'],
		'Wanted?': ['Accepted', 'Ignored'],
		Accepted: ['Key'],
		Key: ['Item'],
		Item: ['Done'],
	});
}
