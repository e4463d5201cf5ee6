import type { IExecuteFunctions } from 'n8n-workflow';
import { ApiClient, type HttpRequest, type Transport } from '../../nodes/api/client';
import { sync } from '../../nodes/SiteGpt/knowledge/sync';
import type { Json } from '../../nodes/SiteGpt/operation/operation';
import { resources } from '../../nodes/SiteGpt/resources';
import { ok, reply, unanswered } from '../api/fakeTransport';

/** A document in the model of SiteGPT. */
export interface Doc {
	id: string;
	name: string;
	content: string;
	source: string;
	status: string;
	/** Without one, SiteGPT is still reading the file. */
	isRead: boolean;
	createdAt: number;
	updatedAt: number;
}

/** n8n was killed. */
export class Killed extends Error {}

/** What goes wrong in a run. Calls are counted from 0. */
export interface Disturbance {
	/** n8n is killed at this call, before or after SiteGPT has done it. */
	killAt?: number;
	isDone?: boolean;
	/** Which of the calls that change something are done, but their responses are lost. */
	lost?: number[];
	/** The document with this position is missing from the list. */
	leftOut?: number;
}

const PAGE_SIZE = 6;

/** A chatbot's documents, as far as SiteGPT documents them; time passes with each change. */
export class SiteGptModel implements Transport {
	docs: Doc[] = [];
	/** The calls of this run. */
	calls: string[] = [];
	disturbance: Disturbance = {};
	/** What SiteGPT returns of a content. */
	form = (content: string) => content;
	/** How it shows the name of a file. */
	show = (name: string): object => ({ name, externalId: name });
	/** Not all sources are documented. */
	fileSource: string | undefined = 'LOCAL_FILE';
	private time = 0;
	isKilled = false;

	add(fields: Partial<Doc>): Doc {
		const at = ++this.time;
		const times = { createdAt: at, updatedAt: at };
		const doc = { id: `d${at}`, name: '', content: '', source: 'LOCAL_FILE', status: 'SUCCESS' };
		this.docs.push({ ...doc, ...times, isRead: true, ...fields });
		return this.docs.at(-1)!;
	}

	edit(doc: Doc, content: string): void {
		Object.assign(doc, { content, updatedAt: ++this.time });
	}

	/** Those that were added are trained. */
	train(): void {
		for (const doc of this.docs.filter(({ status }) => status === 'QUEUED')) {
			Object.assign(doc, { status: 'SUCCESS', isRead: true, updatedAt: ++this.time });
		}
	}

	get changes(): string[] {
		return this.calls.filter((call) => !call.startsWith('GET'));
	}

	async send(request: HttpRequest) {
		const n = this.calls.push(`${request.method} ${request.path.split('?')[0]}`) - 1;
		const { killAt, isDone, lost = [] } = this.disturbance;
		const wasKilled = this.isKilled;
		this.isKilled ||= n === killAt;
		if (wasKilled || (this.isKilled && !isDone)) throw new Killed();
		const answer = this.answer(request);
		if (this.isKilled) throw new Killed();
		const isLost = request.method !== 'GET' && lost.includes(this.changes.length - 1);
		return isLost ? unanswered('ECONNRESET') : answer;
	}

	private answer({ method, path, body = '{}' }: HttpRequest) {
		const url = new URL(path, 'https://a.example');
		const id = /\/documents\/(.+)$/.exec(url.pathname)?.[1];
		const sent = JSON.parse(body) as { files: Array<Record<string, string>>; content: string };
		if (method === 'POST') {
			const [{ name, base64 }] = sent.files;
			const content = Buffer.from(base64, 'base64').toString();
			const added = this.add({ name, content, status: 'QUEUED', isRead: false });
			return ok({ documents: [{ id: added.id, status: added.status, error: null }] });
		}
		if (id === undefined) {
			const start = Number(url.searchParams.get('cursor') ?? 0);
			const end = start + PAGE_SIZE;
			const { leftOut } = this.disturbance;
			const page = this.docs.slice(start, end).filter((doc) => this.docs[leftOut ?? -1] !== doc);
			const pagination = { hasNextPage: end < this.docs.length, nextCursor: String(end) };
			return ok({ documents: page.map((doc) => this.shown(doc)), pagination });
		}
		const doc = this.docs.find((one) => one.id === id);
		const error = { code: 'DOCUMENT_NOT_FOUND', message: 'There is no such document.' };
		if (!doc) return reply(404, { ok: false, error });
		if (method === 'PATCH') {
			this.edit(doc, sent.content);
			Object.assign(doc, { status: 'QUEUED', isRead: true });
		}
		if (method === 'DELETE') this.docs = this.docs.filter((one) => one !== doc);
		const content = !doc.isRead ? null : this.form(doc.content);
		return ok({ document: this.shown(doc), content, itemsDeleted: 1 });
	}

	private shown({ id, name, source, status, createdAt, updatedAt }: Doc): object {
		const [created, updated] = [createdAt, updatedAt].map((n) => new Date(n * 1000).toISOString());
		const shownSource = source === 'LOCAL_FILE' ? this.fileSource : source;
		return {
			id,
			...this.show(name),
			source: shownSource,
			status,
			createdAt: created,
			updatedAt: updated,
		};
	}

	async inTurn<Response>(send: () => Promise<Response>) {
		return await send();
	}

	async sleep() {}

	now() {
		return 0;
	}

	random() {
		return 1;
	}
}

/** A run of the operation. */
export interface Run {
	items: Array<{ key: unknown; content: unknown }>;
	options?: Record<string, boolean>;
	continueOnFail?: boolean;
	onError?: string;
	collection?: string;
	disturbance?: Disturbance;
}

/** Runs the operation. `stored` is n8n's static data, which it changes. */
export async function runSync(siteGpt: SiteGptModel, stored: Json, run: Run) {
	const { items, options = {}, continueOnFail = false, onError, disturbance = {} } = run;
	Object.assign(siteGpt, { calls: [], disturbance, isKilled: false });
	const lines: string[] = [];
	const parameters = { chatbotId: 'bot', collection: run.collection ?? 'docs', options };
	const context = {
		getInputData: () => items.map((json) => ({ json })),
		getNodeParameter: (name: string, index: number) => ({ ...parameters, ...items[index] })[name],
		getWorkflowStaticData: () => stored,
		continueOnFail: () => continueOnFail,
		getExecutionCancelSignal: () => ({ aborted: siteGpt.isKilled }),
		getNode: () => ({ name: 'SiteGPT', onError }),
		logger: { info: (line: string) => lines.push(line) },
	};
	const client = new ApiClient(siteGpt);
	const call = { client, context: context as unknown as IExecuteFunctions, itemIndex: 0 };
	const createClient = () => client;
	const emitted = await sync({ ...call, createClient, credential: {}, resources });
	return { items: emitted, warnings: client.warnings, lines };
}
