import fc from 'fast-check';
import { check, LENGTH } from './check';
import {
	all,
	everything,
	fault,
	type Hazard,
	killAtEmission,
	republish,
	restart,
	step,
	unpublish,
	which,
	write,
} from './hazards';
import type { Fault } from './siteGpt';

const addChatbot = step('addChatbot', {});
const minutes = fc.constantFrom(3, 30, 150);
const hideChatbot = step('hideChatbot', { which, minutes });
const refuse = (...statuses: number[]) =>
	step('refuse', { which, minutes, status: fc.constantFrom(...statuses) });
const slowDown = step('slowDown', { which, minutes, seconds: fc.constantFrom(8, 40) });
const chatbotFault = (...faults: Fault[]) =>
	step('chatbotFault', { fault: fc.constantFrom(...faults) });

/** What can go wrong with several chatbots. */
const hazards: readonly Hazard[] = [
	{
		name: 'chatbots that are new, gone, back, or refuse',
		sources: all,
		isPrompt: true,
		steps: fc.oneof(addChatbot, hideChatbot, refuse(403, 404), write),
		share: 60,
	},
	{
		name: 'a token that reaches more chatbots later',
		sources: all,
		setting: { hiddenChatbots: fc.constantFrom(1, 2) },
		// Without a marker, nothing tells when a conversation was escalated in which somebody has written since.
		siteGpt: { hasMarkers: fc.constant(true) },
		steps: fc.oneof(step('hideChatbot', { which, minutes: fc.constant(1) }), write),
	},
	{
		name: 'chatbots that fail or are slow',
		sources: all,
		isPrompt: true,
		steps: fc.oneof(refuse(500, 502), slowDown, write),
	},
	{
		name: 'a list of chatbots that fails or is empty',
		sources: all,
		setting: { failsAtFirst: fc.boolean() },
		siteGpt: { emptyList: fc.constantFrom('list', 'null', 'absent', 'noContent') },
		steps: fc.oneof(
			addChatbot,
			restart,
			chatbotFault({ kind: 'empty' }),
			chatbotFault({ kind: 'status', status: 500 }, { kind: 'status', status: 403 }),
		),
		share: 60,
	},
	{
		name: 'a list of chatbots that leaves one out',
		sources: all,
		steps: fc.oneof(addChatbot, chatbotFault({ kind: 'leaveOut' }), restart),
		share: 60,
	},
	{
		name: 'a wrong clock',
		sources: all,
		siteGpt: { ahead: fc.constantFrom(-36_000_000, -600_000, 600_000, 7_200_000) },
		steps: fc.oneof(addChatbot, addChatbot, write),
		share: 50,
	},
	{
		name: 'a backlog in each',
		sources: all,
		siteGpt: { latency: fc.constant(2000), pageSize: fc.constant(5) },
		arrivals: step('arrive', {
			count: fc.integer({ min: 60, max: 160 }),
			odd: fc.constant(undefined),
		}),
		steps: fc.oneof(restart, hideChatbot),
		share: 20,
		runs: 2,
	},
	{
		...everything,
		name: 'everything together',
		steps: fc.oneof(
			...[addChatbot, hideChatbot, refuse(403, 404, 500, 502), slowDown, restart, killAtEmission],
			...[republish, unpublish, write, fault({ kind: 'status', status: 429, retryAfter: 600 })],
		),
		runs: 5,
	},
];

jest.setTimeout(LENGTH * 120_000);

describe('of all chatbots, whatever came after publishing runs once, and nothing older does', () => {
	test.each(hazards.map((hazard) => [hazard.name, hazard] as const))('%s', async (_, hazard) => {
		const chatbots = fc.constantFrom(2, 3, 7);
		await check({ ...hazard, setting: { chatbots, ...hazard.setting } }, 3);
	});
});
