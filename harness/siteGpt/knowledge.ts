import { page } from './pages.ts';
import {
	type ApiCall,
	confirmed,
	invalid,
	listIn,
	RefusedCall,
	type Route,
	textIn,
} from './route.ts';
import type { ApiJson, Document } from './state.ts';

type Owned = Document & { chatbotId: string };

function findDocument({ state, ids: [chatbotId, documentId] }: ApiCall): Owned {
	const found = state.documents.find((one) => one.id === documentId && one.chatbotId === chatbotId);
	if (!found) throw new RefusedCall(404, 'DOCUMENT_NOT_FOUND', 'There is no such document.');
	return found;
}

/** The document as the API returns it, without this server's internal fields. */
function shown(document: Owned): ApiJson {
	return { ...document, content: undefined, readsUntilTrained: undefined };
}

const inBrief = ({ id, status, error }: Owned) => ({ id, status, error });

/** Queues as many documents as the plan allows. */
function ingested(call: ApiCall, source: string, externalIds: string[], requested: ApiJson) {
	const allowed = externalIds.slice(0, call.settings.documentsAllowed);
	const documents = allowed.map((externalId) =>
		call.state.addDocument(call.ids[0]!, {
			externalId,
			source,
			status: 'QUEUED',
			readsUntilTrained: 2,
		}),
	);
	return {
		ingestJobRunId: call.state.newId('job'),
		documents: documents.map(inBrief),
		source,
		requested,
		effective: { ...requested, documents: allowed.length },
	};
}

const frequencies = ['NEVER', 'DAILY', 'WEEKLY', 'MONTHLY'];

function checkFrequency({ syncFrequency = 'NEVER' }: ApiJson): void {
	if (!frequencies.includes(String(syncFrequency))) throw invalid('syncFrequency is unknown');
}

const add = (name: string, source: string, idsOf: (body: ApiJson) => string[]): Route => ({
	method: 'POST',
	path: `/chatbots/*/knowledge/${name}`,
	scope: 'knowledge:write',
	answer(call) {
		checkFrequency(call.body);
		const ids = idsOf(call.body);
		return ingested(call, source, ids, { ...call.body, documents: ids.length });
	},
});

const urls = (body: ApiJson) => listIn(body, 'urls');
const urlAndPages = (body: ApiJson) => {
	const url = textIn(body, 'url');
	return [url, `${url}/about`, `${url}/contact`].slice(0, Number(body.maxLinks ?? 50));
};

function selected({ state, ids: [chatbotId], body }: ApiCall): Owned[] {
	const ids = listIn(body, 'documentIds');
	return state.documents.filter((one) => one.chatbotId === chatbotId && ids.includes(one.id));
}

function isWanted(
	{ name, externalId, source, status, type }: Owned,
	query: URLSearchParams,
): boolean {
	const among = (field: string, value: unknown) =>
		!query.has(field) || query.getAll(field).includes(String(value));
	const search = query.get('query') ?? '';
	return (
		among('source', source) &&
		among('status', status) &&
		among('type', type) &&
		`${String(name)} ${String(externalId)}`.includes(search)
	);
}

/** Marks a document as trained after it was read a few times, so tests don't have to wait. */
function trainABit(document: Owned): void {
	if (document.status !== 'QUEUED' || document.readsUntilTrained === undefined) return;
	if (--document.readsUntilTrained <= 0) document.status = 'SUCCESS';
}

export const knowledgeRoutes: Route[] = [
	add('links', 'URLS_LIST', urls),
	add('website', 'WEBSITE', urlAndPages),
	add('sitemap', 'SITEMAP', urlAndPages),
	add('youtube', 'YOUTUBE', urls),
	{
		method: 'POST',
		path: '/chatbots/*/knowledge/text',
		scope: 'knowledge:write',
		answer(call) {
			const [chatbotId] = call.ids;
			const content = textIn(call.body, 'text');
			const { documents } = call.state;
			const before = documents.findIndex(
				(one) => one.chatbotId === chatbotId && one.source === 'TEXT',
			);
			const [replaced] = before < 0 ? [] : documents.splice(before, 1);
			const { name = null } = call.body;
			const { id, source } = call.state.addDocument(chatbotId!, { name, content, source: 'TEXT' });
			return { document: { id, source }, replacedDocumentId: replaced?.id ?? null };
		},
	},
	{
		method: 'POST',
		path: '/chatbots/*/knowledge/files',
		scope: 'knowledge:write',
		answer(call) {
			const files = listIn(call.body, 'files') as unknown as ApiJson[];
			const documents = files.map((file) => {
				const content = Buffer.from(textIn(file, 'base64'), 'base64').toString();
				const isGood = !content.includes('unreadable');
				return call.state.addDocument(call.ids[0]!, {
					name: textIn(file, 'name'),
					externalId: file.name,
					type: textIn(file, 'type'),
					source: 'LOCAL_FILE',
					content,
					status: isGood ? 'QUEUED' : 'FAILED',
					error: isGood ? null : 'The file has no text.',
					readsUntilTrained: 2,
				});
			});
			return {
				ingestJobRunIds: [call.state.newId('job')],
				documents: documents.map(inBrief),
				source: 'LOCAL_FILE',
				requested: { filesCount: files.length, fileNames: files.map(({ name }) => name) },
				effective: { filesCount: files.length },
			};
		},
	},
	{
		method: 'GET',
		path: '/chatbots/*/documents',
		scope: 'knowledge:read',
		answer(call) {
			const { documents } = call.state;
			const own = documents.filter((one) => one.chatbotId === call.ids[0]);
			const wanted = own.filter((one) => isWanted(one, call.query));
			const { objects, pagination } = page(wanted, 'id', call);
			return { documents: (objects as Owned[]).map(shown), pagination };
		},
	},
	{
		method: 'GET',
		path: '/chatbots/*/documents/*',
		scope: 'knowledge:read',
		answer(call) {
			const document = findDocument(call);
			trainABit(document);
			const most = Number(call.query.get('maxContentChars') ?? 500_000);
			const content = String(document.content).slice(0, most);
			const isWithContent = call.query.get('includeContent') === 'true';
			return { document: shown(document), ingestJob: null, ...(isWithContent ? { content } : {}) };
		},
	},
	{
		method: 'PATCH',
		path: '/chatbots/*/documents/*',
		scope: 'knowledge:write',
		answer(call) {
			const document = findDocument(call);
			document.content = textIn(call.body, 'content');
			document.isContentUpdatedManually = true;
			document.updatedAt = call.state.now();
			return { document: { id: document.id, status: document.status } };
		},
	},
	{
		method: 'DELETE',
		path: '/chatbots/*/documents/*',
		scope: 'knowledge:delete',
		answer(call) {
			confirmed(call);
			const { documents } = call.state;
			documents.splice(documents.indexOf(findDocument(call)), 1);
			return { itemsDeleted: 1 };
		},
	},
	{
		method: 'POST',
		path: '/chatbots/*/documents/resync',
		scope: 'knowledge:write',
		answer(call) {
			const documents = selected(call);
			for (const document of documents) document.status = 'QUEUED';
			const itemsSkipped = listIn(call.body, 'documentIds').length - documents.length;
			return { itemsQueued: documents.length, itemsSkipped };
		},
	},
];
