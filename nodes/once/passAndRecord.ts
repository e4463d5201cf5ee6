import type { IExecuteFunctions } from 'n8n-workflow';
import { ensureRecorded, type EntryStore, withEntries } from './entryStore';

/** Something that should pass only once, by its entries in n8n's database. */
export interface Passing {
	/** Is in the database if this has passed before. */
	entry: string;
	/** What to record, so that later ones are recognized. */
	laterEntries: string[];
}

/**
 * Returns those that aren't repeats and records them in n8n's database. If the database can't be read, all
 * pass: better to run an event twice than to lose it. Throws nothing.
 */
export async function passAndRecord<One extends Passing>(
	context: IExecuteFunctions,
	all: One[],
): Promise<One[]> {
	let fresh = all;
	try {
		// In one turn, so that of two in this process only one passes.
		await withEntries(context, async (store) => {
			fresh = await withoutRepeats(store, all);
			await store.record(listLaterEntries(fresh)).catch(() => {}); // ensureRecorded tries again
		});
	} catch (error) {
		// No second attempt: the failed one may have recorded the entry, and the event would be lost.
		warn(context, 'check for duplicates', error);
	}
	try {
		await ensureRecorded(context, listLaterEntries(fresh));
	} catch (error) {
		warn(context, 'record an event', error);
	}
	return fresh;
}

/**
 * Those that have not passed before. Looking an entry up also records it, so this only looks up each one's
 * own: entries for later ones would extend the window with each repeat.
 * @throws what the database throws
 */
async function withoutRepeats<One extends Passing>(store: EntryStore, all: One[]): Promise<One[]> {
	const known = await store.record(all.map(({ entry }) => entry));
	return all.filter(({ entry }) => !known.has(entry));
}

function listLaterEntries(passing: Passing[]): string[] {
	return passing.flatMap(({ laterEntries }) => laterEntries);
}

function warn(context: IExecuteFunctions, what: string, error: unknown): void {
	context.logger.warn(
		`${context.getNode().name} could not ${what} in n8n's database, so a repeat may start the workflow: ${(error as Error)?.message}`,
	);
}
