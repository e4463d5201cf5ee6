import type { EventTypes } from './event';

/** Stands for every type of an event, including unknown ones. */
export const ANY_TYPE = '*';

/**
 * The types of an event to choose from, sorted by name, with one that stands for all. Built afresh at each call,
 * because n8n changes the objects of a description in place.
 * @param title what users call such an event
 */
export function typeChoices(
	title: string,
	{ known }: EventTypes,
): Array<EventTypes['known'][number]> {
	const any = {
		name: `Any ${title}`,
		value: ANY_TYPE,
		description: `All ${title.toLowerCase()} types, including any SiteGPT adds later`,
	};
	// Not localeCompare, whose collator takes longer to load than the package.
	return [...known.map((type) => ({ ...type })), any].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The types that were chosen. An empty list stands for every type. */
export function chosenTypes(types: string[]): string[] {
	return types.includes(ANY_TYPE) ? [] : types;
}
