import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { listChatbots } from '../api/chatbots';
import { idText } from '../api/envelope';
import { unlessGone } from '../api/gone';
import type { ListRequest } from '../api/pages';
import { byTime } from '../api/time';
import { chatbotRun } from './chatbots/chatbotRun';
import { ListReader } from './core/listReader';
import { concernsAll, concernsAllChatbots, describe } from './core/readErrors';
import type { Entry, Finding, PollRun, Source } from './core/source';
import { toPollError } from './failures';
import { toItems } from './items';
import { createRun } from './pollRun';
import { type PollContext, type PollSettings, readPollSettings } from './settings';

/** How long to look for a sample, in milliseconds: a person is waiting. */
const MAX_SAMPLE_MS = 30_000;

/**
 * One of the newest things that the trigger waits for, as a poll would emit it. Reads as little as possible, and
 * doesn't move the mark.
 * @throws NodeOperationError if there is none, and NodeApiError
 */
export async function sampleItems(
	context: PollContext | IExecuteFunctions,
): Promise<INodeExecutionData[]> {
	try {
		const settings = await readPollSettings(context);
		const run = createRun(context, settings, MAX_SAMPLE_MS);
		const sample = settings.chatbotId === '' ? findInAll : findInOne;
		return toItems([await sample(settings, run)], settings.sourceType.create(settings), settings);
	} catch (error) {
		throw toPollError(context.getNode(), error);
	}
}

async function findInOne(settings: PollSettings, run: PollRun): Promise<Finding> {
	const found = await findSample(settings, run);
	if (found) return found;
	throw new Error(`This chatbot has no ${settings.sourceType.name} ${CREATE_ONE}`);
}

/** Looks in one chatbot after the other until there is something. */
async function findInAll(settings: PollSettings, run: PollRun): Promise<Finding> {
	const { name } = settings.sourceType;
	const reader = new ListReader(listChatbots());
	const failed: Array<{ id: string; error: unknown }> = [];
	let count = 0;
	while (!reader.isComplete) {
		const chatbots = await reader.readPage(run.client);
		for (const id of chatbots.flatMap((chatbot) => idText(chatbot.id) ?? [])) {
			if (!run.hasTime()) throw timeIsUp(`${name} in ${count} chatbots`);
			count++;
			const found = await findSample(settings, chatbotRun(run, id)).catch((error: unknown) => {
				if (concernsAllChatbots(error) || !run.hasTime()) throw error;
				failed.push({ id, error });
				return undefined;
			});
			if (found) return found;
		}
	}
	if (count === 0) throw new Error('SiteGPT lists no chatbots for this access token.');
	if (failed.length === count) throw failed[0].error;
	const reasons = failed.map(({ id, error }) => describe(id, error));
	const unread = reasons.length > 0 ? ` Could not read ${reasons.join(', ')}.` : '';
	throw new Error(`None of the ${count} chatbots has a ${name} ${CREATE_ONE}${unread}`);
}

const CREATE_ONE = 'that matches the settings yet. Create one in SiteGPT, or pin sample data.';

/** The search for a sample in one chatbot. */
interface Search {
	source: Source;
	run: PollRun;
	/** Why entries could not be read. One that can't be read must not hide the others. */
	failed: unknown[];
	/** @throws if time is up */
	checkTime(): void;
}

async function findSample(settings: PollSettings, run: PollRun): Promise<Finding | undefined> {
	const source = settings.sourceType.create(settings);
	const failed: unknown[] = [];
	const checkTime = () => {
		if (!run.hasTime()) throw failed[0] ?? timeIsUp(settings.sourceType.name);
	};
	for (const list of [source.list(run.chatbotId)].flat()) {
		const newest = await newestInList(list, { source, run, failed, checkTime });
		if (newest) return newest;
	}
	if (failed.length > 0) throw failed[0];
	return undefined;
}

async function newestInList(list: ListRequest, search: Search): Promise<Finding | undefined> {
	const { source, run, checkTime } = search;
	const reader = new ListReader(list);
	while (!reader.isComplete) {
		const objects = await reader.readPage(run.client);
		const entries = objects.flatMap((object) => source.toEntry(object, list) ?? []);
		for (const entry of entries.sort(byTime).reverse()) {
			const newest = await newestInEntry(entry, search);
			if (newest) return newest;
			checkTime();
		}
		if (!reader.isComplete) checkTime();
	}
	return undefined;
}

async function newestInEntry(
	entry: Entry,
	{ source, run, failed }: Search,
): Promise<Finding | undefined> {
	if (!source.read) return source.toFinding!(entry, run);
	const contents = await unlessGone(source.read(entry, run)).catch((error: unknown) => {
		if (concernsAll(error)) throw error;
		failed.push(error);
		return undefined;
	});
	return contents?.findings.sort(byTime).at(-1);
}

function timeIsUp(name: string): Error {
	return new Error(
		`Found no ${name} that matches the settings in ${MAX_SAMPLE_MS / 1000} seconds, and SiteGPT has more to read. Create one in SiteGPT, so that it is among the newest, or pin sample data.`,
	);
}
