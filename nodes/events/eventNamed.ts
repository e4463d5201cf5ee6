import { allEvents } from './all';
import type { SiteGptEvent } from './event';

/**
 * The event with this name.
 * @throws a message that lists the names if there is no such event
 */
export function eventNamed(name: unknown): SiteGptEvent {
	const event = allEvents.find((known) => known.name === name);
	if (event) return event;
	const names = allEvents.map((known) => known.name).join(', ');
	throw new Error(`The Event "${String(name)}" is unknown. Use one of ${names}.`);
}
