import type { IWebhookFunctions } from 'n8n-workflow';
import { readTokens, type Tokens } from '../../nodes/webhookToken/readTokens';

let last = 0;

/** The part of n8n that a trigger uses to read its credential; each `Trigger` is a separate node. */
class Trigger {
	reads = 0;
	fields: Record<string, unknown> = { token: 'token', previousToken: 'previous' };
	workflowId = `workflow ${++last}`;
	nodeId = `node ${last}`;
	credentialId: string | null = `credential ${last}`;
	/** If set, a read takes until it settles. */
	until: Promise<void> = Promise.resolve();

	async tokens(now: number | (() => number) = 0): Promise<Tokens> {
		return await readTokens(
			{
				getNode: () => ({
					id: this.nodeId,
					credentials: { siteGptWebhookApi: { id: this.credentialId, name: 'SiteGPT' } },
				}),
				getWorkflow: () => ({ id: this.workflowId }),
				getCredentials: async (type: string) => {
					expect(type).toBe('siteGptWebhookApi');
					this.reads++;
					const { fields } = this;
					await this.until;
					return fields;
				},
			} as unknown as IWebhookFunctions,
			typeof now === 'function' ? now : () => now,
		);
	}
}

function gate() {
	let open!: () => void;
	let fail!: (error: Error) => void;
	const until = new Promise<void>((resolve, reject) => {
		open = resolve;
		fail = reject;
	});
	return { until, open, fail };
}

let trigger: Trigger;
beforeEach(() => {
	trigger = new Trigger();
});

describe('the tokens', () => {
	test('are the two from the credential', async () => {
		expect(await trigger.tokens()).toEqual(['token', 'previous']);
	});

	test.each([undefined, null, true, {}, ['token'], '__n8n_BLANK_VALUE_e5362baf'])(
		'are empty if the credential has %p instead of a text',
		async (value) => {
			trigger.fields = { token: value, previousToken: value };
			expect(await trigger.tokens()).toEqual(['', '']);
		},
	);

	test('are trimmed, and text', async () => {
		trigger.fields = { token: 'token\n', previousToken: 5 };
		expect(await trigger.tokens()).toEqual(['token', '5']);
	});

	test('are empty if the credential has no such fields', async () => {
		trigger.fields = {};
		expect(await trigger.tokens()).toEqual(['', '']);
	});
});

describe('a read that is under way', () => {
	test('is shared by all requests that arrive', async () => {
		const { until, open } = gate();
		trigger.until = until;
		const all = Array.from({ length: 100 }, async (_, n) => await trigger.tokens(n));
		open();
		expect(new Set((await Promise.all(all)).map(String))).toEqual(new Set(['token,previous']));
		expect(trigger.reads).toBe(1);
	});

	test('is shared however long it takes', async () => {
		const { until, open } = gate();
		trigger.until = until;
		const first = trigger.tokens(0);
		const late = trigger.tokens(60_000);
		open();
		await Promise.all([first, late]);
		expect(trigger.reads).toBe(1);
	});

	test('that fails, fails for all requests that wait for it', async () => {
		const { until, fail } = gate();
		trigger.until = until;
		const all = [trigger.tokens(), trigger.tokens(), trigger.tokens()];
		fail(new Error('The database is gone'));
		for (const one of await Promise.allSettled(all)) {
			expect(one).toMatchObject({
				status: 'rejected',
				reason: { message: 'The database is gone' },
			});
		}
		expect(trigger.reads).toBe(1);
	});
});

describe('a read that is done', () => {
	test('is used for one second, and no longer', async () => {
		await trigger.tokens(10_000);
		await trigger.tokens(10_000);
		await trigger.tokens(10_999);
		expect(trigger.reads).toBe(1);
		await trigger.tokens(11_000);
		expect(trigger.reads).toBe(2);
	});

	test('is not used longer if it is used often', async () => {
		for (let now = 0; now < 1000; now += 100) await trigger.tokens(now);
		expect(trigger.reads).toBe(1);
		await trigger.tokens(1000);
		expect(trigger.reads).toBe(2);
	});

	test('is used for one second from its end, not from its start', async () => {
		const { until, open } = gate();
		trigger.until = until;
		let now = 0;
		const first = trigger.tokens(() => now);
		now = 5000;
		open();
		await first;
		await trigger.tokens(5999);
		expect(trigger.reads).toBe(1);
		await trigger.tokens(6000);
		expect(trigger.reads).toBe(2);
	});

	test('hides a changed token for no longer than that', async () => {
		await trigger.tokens(0);
		trigger.fields = { token: 'new', previousToken: 'token' };
		expect(await trigger.tokens(999)).toEqual(['token', 'previous']);
		expect(await trigger.tokens(1000)).toEqual(['new', 'token']);
		expect(await trigger.tokens(1001)).toEqual(['new', 'token']);
		expect(trigger.reads).toBe(2);
	});

	test('uses the clock if no time is given', async () => {
		jest.useFakeTimers({ now: 5_000_000, doNotFake: ['nextTick', 'queueMicrotask'] });
		try {
			const context = {
				getNode: () => ({ id: trigger.nodeId }),
				getWorkflow: () => ({ id: trigger.workflowId }),
				getCredentials: jest.fn(async () => ({ token: 'token' })),
			};
			const read = async () => await readTokens(context as unknown as IWebhookFunctions);
			await read();
			jest.advanceTimersByTime(999);
			jest.setSystemTime(0); // which a person, or the network, may do
			await read();
			expect(context.getCredentials).toHaveBeenCalledTimes(1);
			jest.advanceTimersByTime(1);
			await read();
			expect(context.getCredentials).toHaveBeenCalledTimes(2);
		} finally {
			jest.useRealTimers();
		}
	});
});

describe('a read that failed', () => {
	test('is not used by later requests', async () => {
		trigger.until = Promise.reject(new Error('The database is gone'));
		await expect(trigger.tokens(0)).rejects.toThrow('The database is gone');
		trigger.until = Promise.resolve();
		expect(await trigger.tokens(0)).toEqual(['token', 'previous']);
		expect(trigger.reads).toBe(2);
	});

	test('does not end the use of an earlier one that succeeded', async () => {
		await trigger.tokens(0);
		trigger.until = Promise.reject(new Error('The database is gone'));
		trigger.until.catch(() => {});
		expect(await trigger.tokens(999)).toEqual(['token', 'previous']);
		await expect(trigger.tokens(1000)).rejects.toThrow('The database is gone');
	});
});

describe('its own read has', () => {
	const other = (change: Partial<Trigger>): Trigger =>
		Object.assign(new Trigger(), {
			workflowId: trigger.workflowId,
			nodeId: trigger.nodeId,
			credentialId: trigger.credentialId,
			fields: { token: 'of another', previousToken: '' },
			...change,
		});

	test.each([
		['another node of the workflow', { nodeId: 'another node' }],
		['the same node in another workflow', { workflowId: 'another workflow' }],
		['a node in which another credential was chosen', { credentialId: 'another credential' }],
		['a node whose credential was taken away', { credentialId: null }],
	])('%s', async (_, change) => {
		const another = other(change);
		expect(await trigger.tokens(0)).toEqual(['token', 'previous']);
		expect(await another.tokens(0)).toEqual(['of another', '']);
		expect(await trigger.tokens(1)).toEqual(['token', 'previous']);
		expect(await another.tokens(1)).toEqual(['of another', '']);
		expect([trigger.reads, another.reads]).toEqual([1, 1]);
	});

	test('another node, even while a read is under way', async () => {
		const { until, open } = gate();
		const another = other({ nodeId: 'another node again' });
		trigger.until = until;
		const first = trigger.tokens();
		expect(await another.tokens()).toEqual(['of another', '']);
		open();
		expect(await first).toEqual(['token', 'previous']);
	});
});

test('depends on nothing else: the same node, workflow, and credential share a read', async () => {
	const same = Object.assign(new Trigger(), {
		workflowId: trigger.workflowId,
		nodeId: trigger.nodeId,
		credentialId: trigger.credentialId,
	});
	await trigger.tokens(0);
	await same.tokens(1);
	expect([trigger.reads, same.reads]).toEqual([1, 0]);
});
