import fc from 'fast-check';
import { plans } from './model/hazards';
import { runHistory } from './model/history';

test('conversations that say nothing about when they changed are read at each poll', async () => {
	const step = fc.oneof(
		fc.record({
			after: fc.nat(200),
			does: fc.constant('write'),
			which: fc.nat(9),
			twice: fc.constant(false),
		}),
		fc.record({
			after: fc.nat(200),
			does: fc.constant('restart'),
			minutes: fc.integer({ min: 1, max: 9 }),
		}),
	);
	const hazard = {
		name: 'untold',
		sources: ['newMessage', 'escalatedConversation'] as const,
		siteGpt: { hidesChanges: fc.constant(true), hasMarkers: fc.constant(true) },
		steps: step as never,
	};
	await fc.assert(
		fc.asyncProperty(plans(hazard), async ({ setting, steps }) => {
			const { violations, story } = await runHistory(setting, steps);
			expect([violations, violations.length > 0 ? story : []]).toEqual([[], []]);
		}),
		{ numRuns: 15 },
	);
}, 60_000);
