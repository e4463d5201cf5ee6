import { ensureRecorded, withEntries } from '../../nodes/once/entryStore';
import { fakeExecution } from './fakeExecution';

const slept: number[] = [];
jest.mock('n8n-workflow', () => ({
	...jest.requireActual<object>('n8n-workflow'),
	sleep: async (ms: number) => void slept.push(ms),
}));
beforeEach(() => void slept.splice(0));

/** Work that ends when a test says so. */
function work() {
	let end!: () => void;
	let fail!: (error: Error) => void;
	const ended = new Promise<void>((resolve, reject) => {
		end = resolve;
		fail = reject;
	});
	return { run: jest.fn(async () => await ended), end, fail };
}

async function settled(): Promise<void> {
	await new Promise(setImmediate);
}

test('one node does not wait for the database of another', async () => {
	const [one, other] = [work(), work()];
	const first = withEntries(fakeExecution({ node: 'one' }).context, one.run);
	const second = withEntries(fakeExecution({ node: 'other' }).context, other.run);
	await settled();
	expect(other.run).toHaveBeenCalled();
	other.end();
	await second;
	one.end();
	await first;
});

test('work that fails does not stop the work of the same node that waits for it', async () => {
	const { context } = fakeExecution();
	const [failing, next] = [work(), work()];
	const first = withEntries(context, failing.run);
	const second = withEntries(context, next.run);
	await settled();
	expect(next.run).not.toHaveBeenCalled();
	failing.fail(new Error('The database is gone'));
	await expect(first).rejects.toThrow('The database is gone');
	next.end();
	await expect(second).resolves.toBeUndefined();
	expect(next.run).toHaveBeenCalled();
});

describe('entries that should be in the database', () => {
	test('are recorded again until they are, five times at most', async () => {
		const entries = new Set<string>();
		const execution = fakeExecution({ entries, onCall: () => entries.clear() });
		await ensureRecorded(execution.context, ['a']);
		expect(execution.calls).toBe(5);
	});

	test('are looked up again after they were recorded, and then left alone', async () => {
		const execution = fakeExecution();
		await ensureRecorded(execution.context, ['a']);
		expect(execution.calls).toBe(2);
	});

	test('are an error only if the database fails each time', async () => {
		const failing = (times: number) =>
			fakeExecution({
				onCall: (call) => {
					if (call <= times) throw new Error(`Failure ${call}`);
				},
			});
		await expect(ensureRecorded(failing(4).context, ['a'])).resolves.toBeUndefined();
		await expect(ensureRecorded(failing(5).context, ['a'])).rejects.toThrow('Failure 5');
	});

	test('are checked after 12 to 38 ms, so that two processes meet at different times', async () => {
		const entries = new Set<string>();
		const execution = fakeExecution({ entries, onCall: () => entries.clear() });
		for (let n = 0; n < 20; n++) await ensureRecorded(execution.context, ['a']);
		expect(Math.min(...slept)).toBeGreaterThanOrEqual(12);
		expect(Math.max(...slept)).toBeLessThanOrEqual(38);
		expect(new Set(slept).size).toBeGreaterThan(1);
	});
});
