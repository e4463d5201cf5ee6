import fc from 'fast-check';
import type { Setting, SourceName, Step } from './history';
import type { Mode } from './n8n';
import type { Fault, SiteGptTraits } from './siteGpt';

/** PollSettings and steps in which something can go wrong in one way. */
export interface Hazard {
	name: string;
	sources: readonly SourceName[];
	setting?: Partial<Arbitraries<Omit<Setting, 'siteGpt' | 'source'>>>;
	siteGpt?: Partial<Arbitraries<SiteGptTraits>>;
	/** In addition to arrivals. */
	steps?: fc.Arbitrary<Step>;
	/** How many of a hundred steps are these; 40 by default. */
	share?: number;
	/** Arrivals, instead of the usual ones. */
	arrivals?: fc.Arbitrary<Step>;
	/** Whether nothing may hold up what the trigger has to emit. */
	isPrompt?: boolean;
	/** The number of histories in the short run, if not the usual one. */
	runs?: number;
}

type Arbitraries<Fields> = { [Name in keyof Fields]: fc.Arbitrary<Fields[Name]> };

export const all: readonly SourceName[] = ['newLead', 'escalatedConversation', 'newMessage'];
/** Sources that fewer histories are run with: they share most of what they do. */
const others: readonly SourceName[] = [
	'newConversation',
	'resolvedConversation',
	'ratedMessage',
	'failedDocument',
];
const conversations: readonly SourceName[] = ['escalatedConversation', 'newMessage'];

/** From within a minute to some hours. */
const after = fc.oneof(
	{ weight: 5, arbitrary: fc.integer({ min: 1, max: 150 }) },
	{ weight: 1, arbitrary: fc.integer({ min: 150, max: 4 * 3600 }) },
);
export const which = fc.nat({ max: 12 });

export const step = <Kind extends Step['does']>(
	does: Kind,
	fields: Arbitraries<Omit<Extract<Step, { does: Kind }>, 'does' | 'after'>>,
) => fc.record({ after, does: fc.constant(does), ...fields }) as unknown as fc.Arbitrary<Step>;

const arrive = step('arrive', {
	count: fc.integer({ min: 1, max: 4 }),
	odd: fc.constant(undefined),
});
const odd = (kind: 'future' | 'undated' | 'noId' | 'badId' | 'noChatbot') =>
	step('arrive', { count: fc.constant(1), odd: fc.constant(kind) });
export const write = step('write', { which, twice: fc.constant(false) });
const twice = step('write', { which, twice: fc.constant(true) });
const ask = step('ask', { which, answerAfter: fc.integer({ min: 1, max: 90 }) });
export const fault = (...faults: Fault[]) => step('fault', { fault: fc.constantFrom(...faults) });
export const restart = step('restart', { minutes: fc.integer({ min: 1, max: 200 }) });
export const killAtEmission = step('killAtEmission', {});
export const republish = step('republish', {});
export const unpublish = step('unpublish', { minutes: fc.integer({ min: 1, max: 100 }) });
const failStore = step('failStore', {});
const breakOne = step('break', {
	which,
	minutes: fc.constantFrom(2, 30, 1000),
	others: fc.constant(undefined),
});
const breakMany = step('break', {
	which,
	minutes: fc.constantFrom(30, 1000),
	others: fc.constantFrom(9, 11, 30, 130),
});
const vanish = step('vanish', { which });
const outage = step('outage', { minutes: fc.integer({ min: 1, max: 100 }) });
const again = step('again', { which, minutes: fc.integer({ min: 20, max: 200 }) });
const handBack = step('handBack', { which });
const escalateAgain = step('escalateAgain', { which });
const remove = step('delete', { which });
const happen = step('happen', { which, isGood: fc.boolean() });
const correct = step('correct', { which });

/** The same with the first three objects, and slower. */
const toFew = (steps: fc.Arbitrary<Step>, slower = 1) =>
	steps.map((one): Step => {
		const more = 'which' in one ? { which: one.which % 3 } : {};
		return { ...one, ...more, after: one.after * slower };
	});

const orders = ['changed', 'started', 'oldest', 'any'] as const;

/** What can go wrong, one way at a time. */
export const hazards: readonly Hazard[] = [
	{ name: 'nothing unusual', isPrompt: true, sources: all, steps: fc.oneof(write, ask) },
	{
		name: 'a backlog that one poll cannot read',
		sources: all,
		siteGpt: {
			latency: fc.constant(3000),
			pageSize: fc.constant(5),
			order: fc.constantFrom('changed', 'oldest'),
		},
		arrivals: step('arrive', {
			count: fc.integer({ min: 100, max: 300 }),
			odd: fc.constant(undefined),
		}),
		steps: restart,
		share: 20,
		runs: 3,
	},
	{
		name: 'a backlog, in polls that overlap',
		sources: all,
		setting: { mode: fc.constant('durable'), intervalMinutes: fc.constantFrom(0.4, 0.5) },
		siteGpt: {
			latency: fc.constant(4000),
			pageSize: fc.constant(5),
			order: fc.constant('changed'),
		},
		arrivals: step('arrive', {
			count: fc.integer({ min: 80, max: 160 }),
			odd: fc.constant(undefined),
		}),
		runs: 1,
	},
	{ name: 'dates in the future', isPrompt: true, sources: ['newLead'], steps: odd('future') },
	{
		name: 'published again during a poll',
		sources: all,
		siteGpt: { latency: fc.constantFrom(500, 3500) },
		steps: fc.oneof(republish, republish, unpublish),
	},
	{
		name: 'the first poll fails, and n8n restarts',
		sources: all,
		setting: { failsAtFirst: fc.constant(true), mode: fc.constantFrom('regular', 'queue') },
		steps: restart,
	},
	{
		name: 'empty lists in other forms',
		sources: all,
		setting: { old: fc.constantFrom(0, 0, 3) },
		siteGpt: { emptyList: fc.constantFrom('null', 'absent', 'noContent') },
		steps: fault({ kind: 'empty' }),
	},
	{
		name: 'visitors write in escalated conversations, and n8n restarts',
		sources: ['escalatedConversation'],
		steps: fc.oneof(write, write, restart),
		share: 60,
	},
	{
		name: 'lists that leave something out, or move between pages',
		sources: all,
		siteGpt: { isOffset: fc.boolean(), order: fc.constantFrom(...orders) },
		setting: { old: fc.integer({ min: 4, max: 9 }) },
		steps: fc.oneof(fault({ kind: 'empty' }, { kind: 'leaveOut' }, { kind: 'move' }), write),
		share: 60,
	},
	{
		name: 'a conversation that cannot be read',
		sources: conversations,
		steps: fc.oneof(breakOne, write),
	},
	{
		name: 'many conversations that cannot be read',
		sources: conversations,
		steps: fc.oneof(breakMany, write, restart),
		share: 30,
		runs: 4,
	},
	{
		name: 'a conversation that cannot be read, and n8n is killed',
		sources: conversations,
		steps: fc.oneof(breakOne, breakOne, killAtEmission, restart),
		share: 85,
	},
	{
		name: 'gone between list and read',
		sources: conversations,
		steps: fc.oneof(vanish, remove, write),
	},
	{
		name: 'lists in another order',
		isPrompt: true,
		sources: all,
		siteGpt: {
			order: fc.constantFrom('started', 'oldest', 'any'),
			pageSize: fc.constantFrom(2, 3),
		},
		setting: {
			old: fc.integer({ min: 6, max: 12 }),
			// Longer than anything is remembered for.
			minutesBetweenOld: fc.constantFrom(1, 1500),
		},
		steps: write,
	},
	{
		name: 'two messages within a second',
		isPrompt: true,
		sources: ['newMessage'],
		siteGpt: { times: fc.constantFrom('seconds', 'ms') },
		steps: twice,
		share: 70,
	},
	{
		name: 'objects that do not fit',
		isPrompt: true,
		sources: ['newLead'],
		steps: fc.oneof(odd('noId'), odd('badId'), odd('noChatbot')),
	},
	{
		name: 'numbers as IDs',
		isPrompt: true,
		sources: all,
		siteGpt: { hasNumericIds: fc.constant(true) },
		steps: write,
	},
	{
		name: 'n8n cannot store what was emitted',
		sources: all,
		setting: { mode: fc.constantFrom('regular', 'queue', 'durable') },
		steps: fc.oneof(failStore, killAtEmission),
		share: 30,
	},
	{
		name: 'the first poll is cut short',
		sources: all,
		siteGpt: {
			latency: fc.constantFrom(5000, 10_000),
			order: fc.constantFrom(...orders),
			pageSize: fc.constantFrom(1, 2),
		},
		setting: { old: fc.integer({ min: 30, max: 60 }) },
		runs: 2,
	},
	{
		name: 'leads without a date',
		sources: ['newLead'],
		setting: { areOldUndated: fc.boolean(), mode: fc.constantFrom('regular', 'queue') },
		steps: fc.oneof(odd('undated'), restart),
	},
	{
		name: 'times in other forms, with Look Back',
		isPrompt: true,
		sources: all,
		siteGpt: {
			times: fc.constantFrom('seconds', 'noZone', 'epochSeconds', 'epochMs', 'epochText'),
		},
		setting: { lookBackMinutes: fc.constantFrom(0, 20, 60) },
		steps: fc.oneof(write, ask),
	},
	{
		name: 'a wrong clock',
		isPrompt: true,
		sources: all,
		siteGpt: { ahead: fc.constantFrom(-600_000, -130_000, 130_000, 600_000, -36_000_000) },
		steps: fc.oneof(write, ask),
	},
	{
		name: 'too many requests',
		sources: all,
		steps: fault(
			{ kind: 'status', status: 429, retryAfter: 3600 },
			{ kind: 'status', status: 429, retryAfter: 150 },
		),
		share: 20,
	},
	{
		name: 'durable schedules and cursors',
		sources: all,
		setting: {
			mode: fc.constant('durable'),
			// Shorter than a poll may take.
			intervalMinutes: fc.constantFrom(0.1, 0.5, 1),
			old: fc.integer({ min: 0, max: 20 }),
		},
		siteGpt: { latency: fc.constantFrom(20, 1500, 4000) },
		steps: fc.oneof(failStore, killAtEmission, restart, republish, unpublish, write, ask),
	},
	{
		name: 'outages',
		sources: all,
		steps: fc.oneof(outage, fault({ kind: 'status', status: 502 })),
	},
	{
		name: 'escalated, handed back, and escalated again',
		sources: ['escalatedConversation'],
		steps: fc.oneof(handBack, escalateAgain, write, restart),
		share: 80,
	},
	{
		name: 'it happens to what exists, which changes its time or not',
		sources: ['resolvedConversation', 'ratedMessage', 'failedDocument'],
		siteGpt: {
			touches: fc.constantFrom('all', 'object', 'none'),
			order: fc.constantFrom('changed', 'changed', 'started', 'any'),
		},
		setting: { old: fc.integer({ min: 2, max: 12 }) },
		steps: fc.oneof(happen, happen, happen, restart, write, killAtEmission),
		share: 80,
		runs: 10,
	},
	{
		name: 'resolved or failed, not anymore, and again',
		sources: ['resolvedConversation', 'failedDocument'],
		siteGpt: { touches: fc.constantFrom('all', 'none') },
		setting: { intervalMinutes: fc.constant(5), old: fc.integer({ min: 0, max: 2 }) },
		steps: fc.oneof(
			{ weight: 5, arbitrary: toFew(again, 30) },
			{ weight: 1, arbitrary: fc.oneof(write, restart, remove, handBack, escalateAgain) },
		),
		share: 80,
		runs: 8,
	},
	{
		name: 'rated messages are corrected, and other ones in the same conversations rated',
		sources: ['ratedMessage'],
		siteGpt: { touches: fc.constantFrom('all', 'object', 'none') },
		setting: { old: fc.integer({ min: 2, max: 5 }) },
		steps: toFew(fc.oneof(happen, happen, correct, write, write, restart, killAtEmission)),
		share: 90,
		runs: 8,
	},
];

/** The same for the other sources. */
export const hazardsOfOthers: readonly Hazard[] = hazards
	.filter(({ sources }) => sources === all)
	.map((hazard) => ({ ...hazard, sources: others, runs: 1 }));

/** Everything together. */
export const everything: Hazard = {
	name: 'everything together',
	sources: all,
	setting: {
		mode: fc.constantFrom('regular', 'regular', 'queue', 'durable'),
		lookBackMinutes: fc.constantFrom(0, 0, 30),
		failsAtFirst: fc.boolean(),
	},
	siteGpt: {
		latency: fc.constantFrom(20, 300, 1500),
		pageSize: fc.constantFrom(2, 5, 100),
		order: fc.constantFrom(...orders),
		isOffset: fc.boolean(),
		times: fc.constantFrom('ms', 'seconds', 'noZone', 'epochSeconds', 'epochMs', 'epochText'),
		emptyList: fc.constantFrom('list', 'null', 'absent', 'noContent'),
		hasNumericIds: fc.boolean(),
		ahead: fc.constantFrom(0, 0, -600_000, 130_000),
	},
	steps: fc.oneof(
		...[write, twice, ask, restart, killAtEmission, republish, unpublish, failStore, breakOne],
		...[vanish, outage, handBack, escalateAgain, remove, odd('future'), odd('noId'), odd('badId')],
		fault({ kind: 'empty' }, { kind: 'leaveOut' }, { kind: 'status', status: 502 }),
		fault({ kind: 'status', status: 429, retryAfter: 600 }),
	),
	share: 50,
};

/** Everything together, for the other sources. */
export const everythingOfOthers: Hazard = {
	...everything,
	sources: others,
	steps: fc.oneof(everything.steps!, happen),
};

/** A setting, and what happens in it. */
export interface Plan {
	setting: Setting;
	steps: Step[];
}

/** Histories with a hazard. */
export function plans({
	sources,
	setting,
	siteGpt,
	steps,
	share = 40,
	arrivals,
	isPrompt = false,
}: Hazard): fc.Arbitrary<Plan> {
	const traits = fc.record({
		pageSize: fc.constantFrom(2, 3, 100),
		latency: fc.constantFrom(20, 300),
		order: fc.constant('changed' as const),
		isOffset: fc.constant(false),
		times: fc.constantFrom('ms', 'seconds'),
		emptyList: fc.constant('list' as const),
		hasNumericIds: fc.constant(false),
		ahead: fc.constant(0),
		hasMarkers: fc.boolean(),
		touches: fc.constant('all' as const),
		...siteGpt,
	}) as fc.Arbitrary<SiteGptTraits>;
	const settings = fc.record({
		source: fc.constantFrom(...sources),
		mode: fc.constant<Mode>('regular'),
		lookBackMinutes: fc.constant(0),
		intervalMinutes: fc.constant(1),
		old: fc.integer({ min: 0, max: 8 }),
		minutesBetweenOld: fc.constant(0.3),
		areOldUndated: fc.constant(false),
		failsAtFirst: fc.constant(false),
		isPrompt: fc.constant(isPrompt),
		siteGpt: traits,
		...setting,
	}) as fc.Arbitrary<Setting>;
	const usual = arrivals ?? arrive;
	const any = steps
		? fc.oneof({ weight: 100 - share, arbitrary: usual }, { weight: share, arbitrary: steps })
		: usual;
	const maxLength = arrivals ? 3 : 14;
	return fc.record({ setting: settings, steps: fc.array(any, { minLength: 1, maxLength }) });
}
