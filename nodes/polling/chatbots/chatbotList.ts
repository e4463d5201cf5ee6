import { listChatbots } from '../../api/chatbots';
import { idText } from '../../api/envelope';
import type { ApiObject } from '../../api/pages';
import { ListReader } from '../core/listReader';
import type { PollRun } from '../core/source';

/** How often the list is read, in milliseconds: a new chatbot is found within an hour. */
const READ_EVERY_MS = 55 * 60 * 1000;

/** The whole list. */
export interface WholeList {
	ids: ReadonlySet<string>;
	/** SiteGPT's time before the first request for it, in milliseconds since 1970. */
	startedAt: number;
	/** The number of chatbots without an ID. */
	unidentified: number;
}

/** Reads the list of chatbots: until there are some, then about once an hour. It may take several polls. */
export class ChatbotList {
	private reading: (WholeList & { reader: ListReader; ids: Set<string> }) | undefined;

	/** On the monotonic clock of the polls. */
	private readAt = -Infinity;

	/** Has the next poll read the list. */
	expire(): void {
		this.readAt = -Infinity;
	}

	/** Whether this poll should read it. */
	isDue({ monotonicNow }: PollRun): boolean {
		return monotonicNow() - this.readAt >= READ_EVERY_MS;
	}

	/**
	 * Reads on.
	 * @param take is called with each chatbot
	 * @returns undefined if time has run out; it goes on at the next call
	 * @throws ApiError; then it starts again at the next call
	 */
	async read(
		run: PollRun,
		take: (id: string, object: ApiObject) => void,
	): Promise<WholeList | undefined> {
		const reading = (this.reading ??= {
			reader: new ListReader(listChatbots()),
			ids: new Set(),
			// By n8n's clock, until a response has said what SiteGPT's is.
			startedAt: run.clock.n8nTime,
			unidentified: 0,
		});
		const { reader, ids } = reading;
		do {
			for (const object of await this.readPage(reader, run)) {
				const id = idText(object.id);
				if (id === undefined) {
					reading.unidentified++;
					continue;
				}
				ids.add(id);
				take(id, object);
			}
			if (!reader.isComplete) continue;
			this.reading = undefined;
			// An empty list doesn't prove that there are none.
			if (ids.size > 0) this.readAt = run.monotonicNow();
			const { unidentified } = reading;
			return { ids, unidentified, startedAt: reading.startedAt + run.clock.offsetMs };
		} while (run.hasTime());
		return undefined;
	}

	private async readPage(reader: ListReader, run: PollRun): Promise<ApiObject[]> {
		return await reader.readPage(run.client).catch((error: unknown) => {
			// SiteGPT may not accept its cursor anymore.
			if (run.hasTime()) this.reading = undefined;
			throw error;
		});
	}
}
