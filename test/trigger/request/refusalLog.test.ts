import type { LogEntry } from '../../../nodes/trigger/request/refusalLog';

const entry = (reason: string, level: LogEntry['level'] = 'warn'): LogEntry => ({
	level,
	reason,
	message: `About ${reason}.`,
});

let log: typeof import('../../../nodes/trigger/request/refusalLog');
let lines: string[];
beforeEach(() => {
	// Its counts are kept for the whole process.
	jest.resetModules();
	log = jest.requireActual('../../../nodes/trigger/request/refusalLog');
	lines = [];
});

function refuse(node: string, reason: string, now: number, level?: LogEntry['level']): void {
	const write = (name: string) => (text: string) => lines.push(`${name} ${text}`);
	log.logRefusal(
		{
			getNode: () => ({ id: `id of ${node}`, name: node }) as never,
			getWorkflow: () => ({ id: 'w1', active: true }),
			logger: { info: write('info'), warn: write('warn'), error: write('error') } as never,
		},
		entry(reason, level),
		now,
	);
}

test('logs the first one immediately at its level, with the node and its workflow', () => {
	refuse('Lead Trigger', 'this', 0, 'info');
	refuse('Lead Trigger', 'that', 1);
	refuse('Other Trigger', 'that', 2, 'error');
	expect(lines).toEqual([
		'info Lead Trigger (workflow w1): About this.',
		'warn Lead Trigger (workflow w1): About that.',
		'error Other Trigger (workflow w1): About that.',
	]);
});

test('logs further ones at most once a minute, with their number', () => {
	for (let now = 0; now <= 180_000; now += 100) refuse('Trigger', 'this', now);
	const line = 'warn Trigger (workflow w1): About this.';
	expect(lines).toEqual([
		line,
		`${line} (599 more since the last such line)`,
		`${line} (600 more since the last such line)`,
		`${line} (600 more since the last such line)`,
	]);
});

test('logs the number with the next request of any node, even an accepted one', () => {
	refuse('Trigger', 'this', 0);
	refuse('Trigger', 'this', 10);
	refuse('Other', 'that', 59_999);
	expect(lines).toHaveLength(2);
	log.logOverdue(60_000);
	expect(lines[2]).toBe(
		'warn Trigger (workflow w1): About this. (1 more since the last such line)',
	);
	log.logOverdue(1_000_000);
	expect(lines).toHaveLength(3);
	refuse('Trigger', 'this', 1_000_001);
	expect(lines[3]).toBe('warn Trigger (workflow w1): About this.');
});

test('loses no number if there are more nodes than it counts', () => {
	const refusals = 3000;
	for (let n = 0; n < refusals; n++) {
		refuse(`Trigger ${n}`, 'this', n);
		refuse(`Trigger ${n}`, 'this', n);
	}
	log.logOverdue(1_000_000);
	expect(lines.filter((line) => line.endsWith('.'))).toHaveLength(refusals);
	expect(lines.filter((line) => line.endsWith('(1 more since the last such line)'))).toHaveLength(
		refusals,
	);
});

test('counts a limited number of nodes: the one that was logged longest ago is forgotten', () => {
	for (let n = 0; n <= 1000; n++) refuse(`Trigger ${n}`, 'this', n);
	lines.length = 0;
	refuse('Trigger 1', 'this', 2000);
	expect(lines).toEqual([]);
	refuse('Trigger 0', 'this', 2000);
	expect(lines).toEqual([
		'warn Trigger 0 (workflow w1): About this.',
		'warn Trigger 1 (workflow w1): About this. (1 more since the last such line)',
	]);
});
