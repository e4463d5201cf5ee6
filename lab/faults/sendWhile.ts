import { Ledger } from '../../harness/siteGpt/sender/ledger.ts';
import { send, type Sending } from '../../harness/siteGpt/sender/send.ts';
import { waitFor } from '../../harness/wait.ts';

/** Something that happens while events are being sent. */
export interface Incident {
	/** the number of events after which it happens */
	after: number;
	/** @param at returns how many events have happened by now */
	happen(at: () => number): Promise<void>;
}

/** Sends the events, and lets the incidents happen one after another meanwhile. Resolves when both are done. */
export async function sendWhile(
	sending: Pick<Sending, 'destinations' | 'events' | 'rate' | 'burst'>,
	incidents: Incident[],
): Promise<Ledger> {
	const ledger = new Ledger();
	const stop = new AbortController();
	let happened = 0;
	const onEvent = () => happened++;
	const sent = send({ ...sending, ledger, signal: stop.signal, onEvent });
	// Awaited below. Until then, a rejection must not count as unhandled.
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
