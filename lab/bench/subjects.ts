import { randomUUID } from 'node:crypto';
import type { JsonObject } from '../../harness/json.ts';
import type { Reachable } from '../../harness/n8n/n8n.ts';
import { newToken } from '../../harness/n8n/receiver.ts';
import {
	CREDENTIAL_TYPE,
	productionUrl,
	type Trigger,
	triggers,
} from '../../harness/n8n/triggers.ts';
import {
	chain,
	type Credential,
	done,
	type Workflow,
	type WorkflowDraft,
	type WorkflowNode,
} from '../../harness/n8n/workflows.ts';
import type { Kind } from '../../harness/siteGpt/payloads.ts';
import { TOKEN_HEADER } from '../../harness/siteGpt/sender/protocol.ts';
import { waitFor } from '../../harness/wait.ts';
import { BENCH_PACKAGE } from './install.ts';
import { checkedWebhook, plainWebhook } from './webhookNode.ts';

export const subjectNames = {
	W: "n8n's Webhook node with header auth",
	'W+': 'W, plus n8n nodes that do what M does: checks, filter, key, item',
	F: 'a trigger that checks nothing: the minimum cost in n8n',
	M: 'SiteGPT Message Trigger',
	E: 'SiteGPT Escalation Trigger',
	L: 'SiteGPT Lead Trigger',
	B: 'M with Max Events per Execution at 200',
	MI: 'M with a filter for one type of message, ignoring duplicates',
} as const;

export type SubjectName = keyof typeof subjectNames;

export interface Subject {
	name: SubjectName;
	kind: Kind;
	url: string;
	token: string;
	workflow: string;
	/** the text of a 200, and the status for a wrong token */
	says: { accepted: string; refused: number };
}

const ours = { accepted: '{"status":"accepted"}', refused: 401 };
const webhookNode = { refused: 403 };

/** A trigger and a node that does nothing. */
function ofTrigger(type: string, parameters: JsonObject): WorkflowDraft {
	const webhookId = randomUUID();
	const trigger = { name: 'Trigger', type, typeVersion: 2, parameters, webhookId };
	return { name: type, ...chain(trigger, done) };
}

async function publish(
	n8n: Reachable,
	draft: WorkflowDraft,
	url: string,
	credential?: Credential,
): Promise<Workflow> {
	const [first, ...others] = draft.nodes as [WorkflowNode, ...WorkflowNode[]];
	if (credential) {
		const { id, name, type } = credential;
		first.credentials = { [type]: { id, name } };
	}
	const workflow = await n8n.client.createWorkflow({ ...draft, nodes: [first, ...others] });
	await n8n.client.publish(workflow);
	// A GET starts nothing. Once the webhook is registered, n8n's answer names its methods.
	await waitFor(
		async () => {
			const text = await fetch(url).then((answer) => answer.text());
			return text.includes('POST');
		},
		{ what: `${url} to be registered` },
	);
	return workflow;
}

type Maker = (n8n: Reachable, token: string) => Promise<Subject>;

function maker(
	name: SubjectName,
	kind: Kind,
	{ type, path }: Pick<Trigger, 'type' | 'path'>,
	{ parameters = {}, withCredential = true } = {},
): Maker {
	return async (n8n, token) => {
		const draft = ofTrigger(type, parameters);
		const url = productionUrl(n8n.url, { path } as Trigger, draft.nodes[0] as WorkflowNode);
		const credential = await n8n.client.createCredential({
			name: `${name} ${randomUUID()}`,
			type: CREDENTIAL_TYPE,
			data: { token, previousToken: '' },
		});
		const workflow = await publish(n8n, draft, url, withCredential ? credential : undefined);
		return { name, kind, url, token, workflow: workflow.id, says: ours };
	};
}

function webhookMaker(
	name: SubjectName,
	draftOf: (path: string) => WorkflowDraft,
	accepted: string,
): Maker {
	return async (n8n, token) => {
		const path = randomUUID();
		const url = new URL(`/webhook/${path}`, n8n.url).href;
		const credential = await n8n.client.createCredential({
			name: `${name} ${path}`,
			type: 'httpHeaderAuth',
			data: { name: TOKEN_HEADER, value: token },
		});
		const workflow = await publish(n8n, draftOf(path), url, credential);
		const says = { ...webhookNode, accepted };
		return { name, kind: 'message', url, token, workflow: workflow.id, says };
	};
}

const { message, escalation, lead } = triggers;
const bare = { type: `${BENCH_PACKAGE}.bareTrigger`, path: 'bare' };

const makers: Record<SubjectName, Maker> = {
	W: webhookMaker('W', plainWebhook, 'Workflow was started'),
	'W+': webhookMaker('W+', checkedWebhook, 'accepted'),
	F: maker('F', 'message', bare, { withCredential: false }),
	M: maker('M', 'message', message),
	E: maker('E', 'escalation', escalation),
	L: maker('L', 'lead', lead),
	B: maker('B', 'message', message, { parameters: { options: { maxEvents: 200 } } }),
	MI: maker('MI', 'message', message, {
		parameters: { triggerOn: ['NORMAL_MESSAGE'], options: { ignoreDuplicates: 'process' } },
	}),
};

export async function createSubjects(
	n8n: Reachable,
	names: readonly SubjectName[],
): Promise<Map<SubjectName, Subject>> {
	const subjects = new Map<SubjectName, Subject>();
	for (const name of names) subjects.set(name, await makers[name](n8n, newToken()));
	return subjects;
}
