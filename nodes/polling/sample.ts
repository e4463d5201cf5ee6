import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { ListRequest } from '../api/pages';
import { byTime } from '../api/time';
import { unlessGone } from './core/isGone';
import { ListReader } from './core/listReader';
import type { Entry, Finding, PollRun, Source } from './core/source';
import { toNodeError } from './failures';
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
		const source = settings.sourceType.create(settings);
		const run = createRun(context, settings, MAX_SAMPLE_MS);
		return toItems([await findSample(source, settings, run)], source, settings);
	} catch (error) {
		throw toNodeError(context.getNode(), error);
	}
}

async function findSample(source: Source, settings: PollSettings, run: PollRun): Promise<Finding> {
	const { name } = settings.sourceType;
	for (const list of [source.list(settings.chatbotId)].flat()) {
		const newest = await newestInList(list, source, run, name);
		if (newest) return newest;
	}
	throw new Error(
		`This chatbot has no ${name} that matches the settings yet. Create one in SiteGPT, or pin sample data.`,
	);
}

async function newestInList(
	list: ListRequest,
	source: Source,
	run: PollRun,
	name: string,
): Promise<Finding | undefined> {
	const reader = new ListReader(list);
	while (!reader.isComplete) {
		const objects = await reader.readPage(run.client);
		const entries = objects.flatMap((object) => source.toEntry(object, list) ?? []);
		for (const entry of entries.sort(byTime).reverse()) {
			const newest = await newestInEntry(entry, source, run);
			if (newest) return newest;
			if (!run.hasTime()) throw timeIsUp(name);
		}
		if (!reader.isComplete && !run.hasTime()) throw timeIsUp(name);
	}
	return undefined;
}

async function newestInEntry(
	entry: Entry,
	source: Source,
	run: PollRun,
): Promise<Finding | undefined> {
	if (!source.read) return source.toFinding!(entry, run.now);
	const contents = await unlessGone(source.read(entry, run));
	return contents?.findings.sort(byTime).at(-1);
}

function timeIsUp(name: string): Error {
	return new Error(
		`Found no ${name} that matches the settings in ${MAX_SAMPLE_MS / 1000} seconds, and SiteGPT has more to read. Create one in SiteGPT, so that it is among the newest, or pin sample data.`,
	);
}
