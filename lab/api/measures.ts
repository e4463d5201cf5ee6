import type { JsonObject } from '../../harness/json.ts';
import { actionType } from '../../harness/n8n/triggers.ts';
import { locator, type Step } from '../../harness/n8n/workflows.ts';
import type { Planned } from '../../harness/siteGpt/faults.ts';
import { type Account, allow, leadNumber, longList } from './account.ts';

export const subjects = ['SiteGPT', 'HTTP Request'] as const;

export type Subject = (typeof subjects)[number];

export interface Measure {
	name: string;
	/** of the input; without any, files are the input */
	items: JsonObject[];
	/** the nodes that do the same; the subject's own has its name */
	steps: { SiteGPT: Step[]; 'HTTP Request'?: Step[] };
	/** that SiteGPT has to answer */
	calls: number;
	/** a text that each item contains, in the order of the items */
	wanted: string[];
	fault?: Planned;
	/** the size of what is sent or received */
	bytes?: number;
}

export const step = (
	name: string,
	type: string,
	version: number,
	parameters: JsonObject,
): Step => ({
	name,
	type: `n8n-nodes-base.${type}`,
	typeVersion: version,
	parameters,
});

function ours({ chatbotId }: Account, parameters: JsonObject): Step {
	const all = { chatbotId: locator(chatbotId), simple: false, ...parameters };
	return { name: 'SiteGPT', type: actionType, typeVersion: 1, parameters: all };
}

const request = (
	{ siteGpt, chatbotId }: Account,
	path: string,
	options: JsonObject = {},
): Step => ({
	...step('HTTP Request', 'httpRequest', 4.2, {
		authentication: 'predefinedCredentialType',
		nodeCredentialType: 'siteGptApi',
		url: `=${siteGpt.url}/api/v2/chatbots/${chatbotId}${path}`,
		options,
	}),
	// Otherwise, it would end with the first refusal.
	onError: 'continueRegularOutput',
});

export function leadsById(account: Account, count: number): Measure {
	const { siteGpt, chatbotId } = account;
	const ids = Array.from({ length: count }, () => siteGpt.state.addLead(chatbotId).id);
	const get = { resource: 'lead', operation: 'get', leadId: locator('={{ $json.id }}') };
	return {
		name: `${count} leads by ID`,
		items: ids.map((id) => ({ id })),
		steps: {
			SiteGPT: [ours(account, get)],
			'HTTP Request': [request(account, '/leads/{{ $json.id }}')],
		},
		calls: count,
		wanted: ids,
	};
}

function transcripts(account: Account, count: number): Measure {
	const { siteGpt, chatbotId } = account;
	const texts = Array.from({ length: count }, (_, n) => `This is question ${n}.`);
	const items = texts.map((text) => {
		const visitor = siteGpt.visitor(chatbotId);
		visitor.ask(text);
		return { id: visitor.conversation.threadId };
	});
	const threadId = locator('={{ $json.id }}');
	const get = { resource: 'conversation', operation: 'getTranscript', threadId };
	return {
		name: `${count} transcripts`,
		items,
		steps: {
			SiteGPT: [ours(account, get)],
			'HTTP Request': [request(account, '/conversations/{{ $json.id }}/messages?limit=100')],
		},
		calls: count,
		wanted: texts,
	};
}

export function leadList(account: Account, count: number): Measure {
	const leads = Array.from({ length: count }, (_, n) => leadNumber(n));
	const value = '={{ $response.body?.data?.pagination?.nextCursor ?? 0 }}';
	const pagination = {
		paginationMode: 'updateAParameterInEachRequest',
		parameters: { parameters: [{ type: 'qs', name: 'cursor', value }] },
		paginationCompleteWhen: 'other',
		completeExpression: '={{ !$response.body.data.pagination.hasNextPage }}',
		requestInterval: 0,
	};
	return {
		name: `a list of ${count.toLocaleString('en')} leads`,
		items: [{}],
		steps: {
			SiteGPT: [ours(account, { resource: 'lead', operation: 'getAll', returnAll: true })],
			'HTTP Request': [
				request(account, '/leads?limit=100', { pagination: { pagination } }),
				step('Split Out', 'splitOut', 1, { fieldToSplitOut: 'data.leads' }),
			],
		},
		calls: count / 100,
		wanted: leads.map(({ id }) => id),
		fault: longList(count),
		bytes: JSON.stringify(leads).length,
	};
}

export const FILES = 5;
export const FILE_BYTES = 2_000_000;

/** The HTTP Request node can't send files as base64 in JSON. */
export function uploads(account: Account): Measure {
	const fields = Array.from({ length: FILES }, (_, n) => (n === 0 ? 'data' : `data_${n}`));
	const binaryPropertyName = fields.join(', ');
	const add = { resource: 'knowledge', operation: 'addFile', binaryPropertyName };
	const options = { includeBinaries: true };
	return {
		name: `${FILES} files of ${FILE_BYTES / 1e6} MB in one call`,
		items: [],
		steps: {
			SiteGPT: [
				step('Aggregate', 'aggregate', 1, { aggregate: 'aggregateAllItemData', options }),
				ours(account, add),
			],
		},
		calls: 1,
		wanted: ['document_'],
		bytes: FILES * FILE_BYTES,
	};
}

export function measuresOf(account: Account, list: number): Measure[] {
	return [
		leadsById(account, 200),
		transcripts(account, 100),
		leadList(account, list),
		{
			...leadsById(account, 60),
			name: '60 leads by ID while SiteGPT allows 3 calls at a time',
			fault: allow(account, 3),
		},
		uploads(account),
	];
}
