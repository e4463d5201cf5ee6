import { createHash } from 'node:crypto';
import {
	NodeApiError,
	NodeOperationError,
	type ICredentialDataDecryptedObject,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
	type IPollFunctions,
} from 'n8n-workflow';
import { ApiError } from '../api/apiError';
import { baseUrlOf } from '../api/baseUrl';
import { CREDENTIAL, siteGptClient, type ApiContext } from '../api/siteGptClient';
import { checkedId } from '../api/request';
import { endWithoutItems } from '../trigger/execute/alwaysOutputData';
import { passAndRecord } from '../trigger/execute/passAndRecord';
import { watched } from './items';
import { firstPoll, nextPoll, PollMemory } from './poll';
import type { SeenState } from './seen';
import { instant, type Found } from './source';
import { noTrouble, reactionTo, type Trouble } from './trouble';

/** The settings of a polling trigger. */
interface Settings {
	triggerOn: string;
	chatbotId: string;
	types: string[];
	lookBackMs: number;
	baseUrl: string;
	credential: ICredentialDataDecryptedObject;
}

/** What n8n keeps of a polling trigger, in its static data. */
interface Kept extends IDataObject {
	/** The settings that the state is for. With other settings, it starts over. */
	of?: string;
	seen?: SeenState & IDataObject;
}

/** What this process remembers about a polling trigger. */
interface Known {
	/** The settings that it is for. */
	of: string;
	memory: PollMemory;
	isRunning: boolean;
}

/** By workflow and node ID, which stays the same when the node is renamed. */
const known = new Map<string, Known>();
const troubles = new Map<string, Trouble>();

/** n8n makes one context for all polls of a trigger that it has started. */
const started = new WeakSet<object>();

/** How long a poll may take, in milliseconds, if n8n doesn't say. */
const BUDGET = 5 * 60 * 1000;

/** How long to look for a sample, in milliseconds: a person is waiting. */
const SAMPLE_BUDGET = 5000;

type PollContext = IPollFunctions & { getPollBudgetMs?(): number };

/**
 * One poll: what is new in SiteGPT, the oldest first; null if nothing is.
 * @throws NodeApiError or NodeOperationError if a person should see the failure; see {@link reactionTo}
 */
export async function pollNode(context: PollContext): Promise<INodeExecutionData[][] | null> {
	if (context.getMode() === 'manual') return [await sampleItems(context)];
	const isFirst = !started.has(context);
	started.add(context);
	const trouble = troubleOf(context);
	const now = Date.now();
	try {
		const polled = await pollOnce(context, now);
		trouble.failures = 0;
		return polled;
	} catch (error) {
		const isPublishing = ['activate', 'update'].includes(context.getActivationMode());
		const when = { isFirst, isPublishing, now };
		if (reactionTo(error, trouble, when) === 'throw') {
			if (!(error instanceof ApiError))
				throw new NodeOperationError(context.getNode(), error as Error);
			const { title: message, description } = error;
			throw new NodeApiError(context.getNode(), {}, { message, description });
		}
		const text = error instanceof ApiError ? error.title : (error as Error).message;
		log(context, `The poll failed. The next one tries again. ${text}`);
		return null;
	}
}

async function pollOnce(context: PollContext, now: number): Promise<INodeExecutionData[][] | null> {
	// Before the first request: n8n can't evaluate expressions after an overlapping poll has ended.
	const settings = await readSettings(context);
	const { credential, triggerOn, chatbotId, types } = settings;
	const kept = context.getWorkflowStaticData('node') as Kept;
	const one = knownOf(context, settings, kept);
	// A poll that takes longer than the interval must not see the same objects as new twice.
	if (one.isRunning) return null;
	one.isRunning = true;
	try {
		const client = siteGptClient(context as unknown as ApiContext, credential);
		const ends = performance.now() + (context.getPollBudgetMs?.() ?? BUDGET) * 0.8;
		const walk = { client, chatbotId, hasTime: () => performance.now() < ends, now };
		const source = watched[triggerOn].source(types);
		const { emit, notes } = one.memory.isMarked
			? await nextPoll(source, one.memory, walk)
			: await firstPoll(source, one.memory, walk, settings.lookBackMs);
		one.memory.isMarked = true;
		// Assigned as a whole, because n8n doesn't notice changes inside a value.
		Object.assign(kept, { of: one.of, seen: one.memory.toState() });
		for (const note of notes) log(context, note);
		if (emit.length === 0) return null;
		return [itemsOf(emit, settings)];
	} finally {
		one.isRunning = false;
	}
}

/**
 * What n8n runs on the items of a poll, and for a test event. Drops items that have already started an
 * execution: after a crash, a poll emits again what it emitted last.
 */
export async function passOnce(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	if (context.getMode() === 'manual') return [await sampleItems(context)];
	const items = context.getInputData();
	// The items of a retried execution have passed already.
	if (context.getMode() !== 'trigger') return [items];
	const { id } = watched[String(context.getNodeParameter('triggerOn', 0))];
	const ids = items.map(({ json }) => String((json.api as IDataObject | undefined)?.[id]));
	known.get(nodeKey(context))?.memory.confirm(ids);
	const passing = items.map((item) => {
		const key = String(item.json.idempotencyKey);
		return { item, own: key, ofRepeats: [key] };
	});
	const fresh = await passAndRecord(context, passing);
	if (fresh.length === 0) endWithoutItems(context);
	return [fresh.map(({ item }) => item)];
}

/**
 * The newest of what the trigger waits for, as a poll would emit it. Doesn't move the mark.
 * @throws NodeOperationError if there is none, and NodeApiError
 */
async function sampleItems(
	context: PollContext | IExecuteFunctions,
): Promise<INodeExecutionData[]> {
	try {
		const settings = await readSettings(context);
		const client = siteGptClient(context as unknown as ApiContext, settings.credential);
		const ends = performance.now() + SAMPLE_BUDGET;
		const { found } = await watched[settings.triggerOn].source(settings.types).walk({
			client,
			chatbotId: settings.chatbotId,
			seenBefore: null,
			hasTime: () => performance.now() < ends,
			now: Date.now(),
			threads: new Map(),
		});
		const timeOf = ({ createdAt, object }: Found) => createdAt ?? instant(object.updatedAt) ?? 0;
		const [newest] = found.sort((a, b) => timeOf(b) - timeOf(a));
		if (newest) return itemsOf([newest], settings);
		const { name } = watched[settings.triggerOn];
		throw new Error(
			`This chatbot has no ${name} that matches the settings yet. Create one in SiteGPT, or pin sample data.`,
		);
	} catch (error) {
		if (!(error instanceof ApiError))
			throw new NodeOperationError(context.getNode(), error as Error);
		const { title: message, description } = error;
		throw new NodeApiError(context.getNode(), {}, { message, description });
	}
}

function itemsOf(
	found: Found[],
	{ triggerOn, baseUrl, chatbotId }: Settings,
): INodeExecutionData[] {
	const receivedAt = new Date().toISOString();
	return found.map((one) => {
		const json = watched[triggerOn].toItem(one, { baseUrl, chatbotId, receivedAt });
		return { json: json as IDataObject };
	});
}

/** @throws a message for the user if no chatbot is chosen */
async function readSettings(context: PollContext | IExecuteFunctions): Promise<Settings> {
	// Only for the locator: n8n throws if it has to extract a value from a parameter that isn't shown.
	const parameter = (name: string, standard: unknown) => {
		const how = { extractValue: name === 'chatbotId' };
		return 'getInputData' in context
			? context.getNodeParameter(name, 0, standard, how)
			: context.getNodeParameter(name, standard as object, how);
	};
	const options = parameter('options', {}) as { lookBack?: unknown };
	const types = parameter('messageTypes', []) as string[];
	const credential = await context.getCredentials(CREDENTIAL);
	return {
		triggerOn: String(parameter('triggerOn', 'newLead')),
		chatbotId: checkedId(parameter('chatbotId', ''), 'chatbot ID'),
		types: types.includes('*') ? [] : types,
		lookBackMs: Math.max(0, Number(options.lookBack ?? 0)) * 60_000,
		baseUrl: baseUrlOf(credential),
		credential,
	};
}

/** Starts over if the settings have changed. */
function knownOf(context: PollContext, settings: Settings, { of: keptOf, seen }: Kept): Known {
	const { triggerOn, chatbotId, types, baseUrl } = settings;
	const text = JSON.stringify([triggerOn, chatbotId, types, baseUrl]);
	const of = createHash('sha256').update(text).digest('base64url');
	const one = known.get(nodeKey(context));
	if (one?.of === of) return one;
	const memory = new PollMemory(keptOf === of ? seen : undefined);
	const fresh = { of, memory, isRunning: false };
	known.set(nodeKey(context), fresh);
	return fresh;
}

function troubleOf(context: PollContext): Trouble {
	const trouble = troubles.get(nodeKey(context)) ?? noTrouble();
	troubles.set(nodeKey(context), trouble);
	return trouble;
}

function nodeKey(context: PollContext | IExecuteFunctions): string {
	return `${context.getWorkflow().id} ${context.getNode().id}`;
}

function log(context: PollContext, text: string): void {
	const { name } = context.getNode();
	context.logger.warn(`${name} (workflow ${context.getWorkflow().id}): ${text}`);
}
