import type { JsonObject } from '../../harness/json.ts';
import type {
	ApiJson,
	Chatbot,
	Conversation,
	Document,
	Lead,
} from '../../harness/siteGpt/state.ts';

export interface TestObjects {
	chatbot: Chatbot;
	conversation: Conversation;
	lead: Lead;
	document: Document;
}

export interface OperationCase {
	operation: string;
	parameters?: JsonObject;
	/** the input item's file, as text */
	file?: string;
	/** fields that the first output item must have, among others */
	emits(objects: TestObjects): ApiJson;
}

const deleted = () => ({ deleted: true });
const pending = () => ({ state: 'pending', status: 'QUEUED' });
const trained = () => ({ state: 'trained', status: 'SUCCESS', reason: null });
const URLS = 'https://example.com/a, https://example.com/b';
const options = { waitUntilTrained: true };

// prettier-ignore
export const operationCases: Record<string, OperationCase[]> = {
	account: [
		{ operation: 'checkAccess', emits: () => ({ tokenType: 'agent_token' }) },
		{ operation: 'getLimits', emits: () => ({ messages: { limit: 1000, used: 7 } }) },
	],
	chatbot: [
		{ operation: 'get', emits: ({ chatbot: { id } }) => ({ id, title: 'Support' }) },
		{ operation: 'getAll', emits: () => ({ title: 'Support' }) },
		{ operation: 'getAnalytics', parameters: { startDate: "={{ DateTime.fromISO('2026-11-01', { zone: 'Asia/Tokyo' }) }}" }, emits: () => ({ startDay: '2026-11-01', totals: { widgetOpens: 5 } }) },
	],
	conversation: [
		{ operation: 'get', emits: ({ conversation: { threadId } }) => ({ threadId, totalMessages: 1 }) },
		{ operation: 'getAll', parameters: { filters: { mode: 'AI' } }, emits: ({ conversation: { threadId } }) => ({ threadId }) },
		{ operation: 'getTranscript', emits: () => ({ messageCount: 2 }) },
		{ operation: 'getTranscript', parameters: { output: 'messages' }, emits: () => ({ question: 'Hello' }) },
		{ operation: 'getTranscript', parameters: { output: 'memory' }, emits: () => ({ type: 'user', message: 'Hello' }) },
		{ operation: 'waitForMessage', parameters: { options: { since: '={{ $now.minus({ minutes: 1 }) }}' } }, emits: () => ({ timedOut: false, messageCount: 1 }) },
		{ operation: 'escalate', emits: () => ({ done: true }) },
		{ operation: 'takeOver', emits: () => ({ done: true }) },
		{ operation: 'handBack', emits: () => ({ done: true }) },
		{ operation: 'delete', emits: deleted },
	],
	knowledge: [
		{ operation: 'addFile', parameters: { binaryPropertyName: 'data' }, file: 'Open 9 to 5', emits: pending },
		{ operation: 'addLinks', parameters: { urls: URLS, options }, emits: trained },
		{ operation: 'addSitemap', parameters: { url: 'https://example.com/sitemap.xml' }, emits: pending },
		{ operation: 'addWebsite', parameters: { url: 'https://example.com' }, emits: pending },
		{ operation: 'addYoutube', parameters: { urls: URLS }, emits: pending },
		{ operation: 'sync', parameters: { collection: 'docs', key: 'hours', content: 'Open 9 to 5' }, emits: () => ({ name: 'docs/hours.md', change: 'created' }) },
		{ operation: 'setText', parameters: { text: 'Open 9 to 5' }, emits: () => ({ source: 'TEXT' }) },
		{ operation: 'get', emits: () => ({ content: 'Some words.' }) },
		{ operation: 'getAll', emits: () => ({ source: 'URLS_LIST' }) },
		{ operation: 'updateContent', parameters: { text: 'New' }, emits: ({ document: { id } }) => ({ id }) },
		{ operation: 'resync', parameters: { documentIds: 'document_1' }, emits: () => ({ itemsQueued: 0, itemsSkipped: 1 }) },
		{ operation: 'delete', emits: deleted },
	],
	lead: [
		{ operation: 'get', emits: ({ lead: { id } }) => ({ id }) },
		{ operation: 'getAll', parameters: { filters: { status: 'open' } }, emits: ({ lead: { id } }) => ({ id }) },
		{ operation: 'archive', emits: () => ({ archived: true }) },
		{ operation: 'unarchive', emits: () => ({ archived: false }) },
		{ operation: 'star', emits: () => ({ important: true }) },
		{ operation: 'unstar', emits: () => ({ important: false }) },
		{ operation: 'delete', emits: deleted },
	],
	message: [
		{ operation: 'send', parameters: { message: 'Hello' }, emits: () => ({ answer: 'You asked: Hello' }) },
		{ operation: 'sendAsAgent', parameters: { message: 'Hello', options: { agentName: 'Grace' } }, emits: () => ({ agentName: 'Grace' }) },
	],
};
