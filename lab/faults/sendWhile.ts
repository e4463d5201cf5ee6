import { waitFor } from '../../e2e/host/wait.ts';
import { Ledger } from '../sender/ledger.ts';
import { send, type Sending } from '../sender/send.ts';

/** Something that happens while events are sent. */
export interface Incident {
	/** once so many events have happened */
	after: number;
	/** @param at how many events have happened by now */
	happen(at: () => number): Promise<void>;
}

/** Sends the events; meanwhile one thing happens after the other. Resolves when all is over. */
export async function sendWhile(
	sending: Pick<Sending, 'destinations' | 'events' | 'rate' | 'burst'>,
	incidents: Incident[],
): Promise<Ledger> {
	const ledger = new Ledger();
	const stop = new AbortController();
	let happened = 0;
	const onEvent = () => happened++;
	const sent = send({ ...sending, ledger, signal: stop.signal, onEvent });
	// Told below; until then it is not unhandled.
	sent.catch(() => {});
	try {
		for (const { after, happen } of incidents) {
			await waitFor(() => happened >= after, {
				what: `event ${after}`,
				timeout: 1_800_000,
				interval: 10,
			});
			await happen(() => happened);
		}
		await sent;
	} finally {
		stop.abort();
	}
	return ledger;
}
