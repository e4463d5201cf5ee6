import { logOnceAMinute } from '../../nodes/polling/pollLog';
import type { PollContext } from '../../nodes/polling/settings';

test('a line of each kind and node is logged once a minute', () => {
	let now = 5;
	jest.spyOn(performance, 'now').mockImplementation(() => now);
	const lines: string[] = [];
	const node = (id: string) =>
		({
			getNode: () => ({ id, name: 'Trigger' }),
			getWorkflow: () => ({ id: 'w' }),
			logger: { warn: (line: string) => lines.push(line) },
		}) as unknown as PollContext;
	const log = (id: string, type: string, at: number) => {
		now = at;
		logOnceAMinute(node(id), type, `${id} ${type} ${at}`);
	};
	log('a', 'x', 5);
	log('a', 'x', 59_000);
	log('a', 'y', 59_000);
	log('b', 'x', 60_004);
	log('a', 'x', 60_004);
	log('a', 'x', 60_005);
	log('a', 'x', 120_004);
	expect(lines).toEqual(
		['a x 5', 'a y 59000', 'b x 60004', 'a x 60005'].map((text) => `Trigger (workflow w): ${text}`),
	);
});
