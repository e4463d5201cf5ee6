import { passAndRecord } from '../../nodes/once/passAndRecord';
import { fakeExecution } from './fakeExecution';

jest.mock('n8n-workflow', () => ({
	...jest.requireActual<object>('n8n-workflow'),
	sleep: async () => {},
}));

const event = { entry: 'a 1', laterEntries: ['a 1', 'a 2'] };

test('a database that fails is in the log, with what follows from it', async () => {
	const { context, warnings } = fakeExecution({
		onCall: () => {
			throw new Error('The database is gone');
		},
	});
	expect(await passAndRecord(context, [event])).toEqual([event]);
	expect(warnings).toEqual([
		"Name of node could not check for duplicates in n8n's database, so a repeat may start the workflow: The database is gone",
		"Name of node could not record an event in n8n's database, so a repeat may start the workflow: The database is gone",
	]);
});

test('a failure that a second attempt makes good is not in the log', async () => {
	const entries = new Set<string>();
	const { context, warnings } = fakeExecution({
		entries,
		onCall: (call) => {
			if (call === 2) throw new Error('Two processes create the list');
		},
	});
	await passAndRecord(context, [event]);
	expect(warnings).toEqual([]);
	expect([...entries]).toEqual(event.laterEntries);
});

test('whatever a database throws, nothing is thrown', async () => {
	const { context, warnings } = fakeExecution({
		onCall: () => {
			throw undefined;
		},
	});
	expect(await passAndRecord(context, [event])).toEqual([event]);
	expect(warnings).toHaveLength(2);
});
