import { allEvents } from '../../nodes/events/all';
import { getSiteGptSettings } from '../../nodes/events/event';
import { documented, listIssues } from './payloads';

test('has the three events that SiteGPT documents, in the order of its settings', () => {
	expect(allEvents.map(({ name }) => name)).toEqual([
		'ADD_MESSAGE',
		'CONVERSATION_ESCALATED',
		'NEW_LEAD_CAPTURE',
	]);
});

test("names each event's own settings", () => {
	const urls = allEvents.map((event) => getSiteGptSettings(event).url);
	const tokens = allEvents.map((event) => getSiteGptSettings(event).token);
	expect(new Set([...urls, ...tokens]).size).toBe(2 * allEvents.length);
	for (const event of allEvents) {
		expect(getSiteGptSettings(event)).toEqual({
			url: `${event.settingPrefix} Webhook URL`,
			token: `${event.settingPrefix} Webhook Token`,
		});
	}
});

describe.each(allEvents)('the sample of $name', (event) => {
	test('has no issues', () => {
		expect(listIssues(event.sample, event)).toEqual([]);
	});

	test('has each field that SiteGPT documents', () => {
		const { data } = documented(event.name);
		expect(Object.keys(event.sample.data)).toEqual(expect.arrayContaining(Object.keys(data)));
		for (const field of ['user', 'leadDetails']) {
			const inner = event.sample.data[field] as object | undefined;
			expect(Object.keys(inner ?? {})).toEqual(
				expect.arrayContaining(Object.keys(data[field] ?? {})),
			);
		}
	});

	test('is recognizable as a test', () => {
		const texts: Array<[name: string, value: string]> = [];
		JSON.stringify(event.sample, (name, value: unknown) => {
			if (typeof value === 'string') texts.push([name, value]);
			return value;
		});
		const ids = texts.filter(([name]) => /^(id|\w+Id)$/.test(name));
		expect(ids.length).toBeGreaterThan(0);
		for (const [, value] of ids) expect(value).toMatch(/^test_/);
		for (const [, value] of texts.filter(([name]) => name === 'email')) {
			expect(value).toMatch(/@example\.com$/);
		}
	});
});
