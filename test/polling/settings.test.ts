import { type PollContext, readPollSettings } from '../../nodes/polling/settings';

const given = {
	triggerOn: 'newMessage',
	chatbotId: 'bot',
	messageTypes: ['USER_MESSAGE'],
	options: { lookBack: 5 },
};
const secrets = { accessToken: 'token', baseUrl: 'https://sitegpt.example' };

async function read(parameters: object = {}, credential: object = {}, calls: unknown[][] = []) {
	const values: Record<string, unknown> = { ...given, ...parameters };
	return await readPollSettings({
		getNodeParameter(name: string, standard: unknown, ...how: unknown[]) {
			calls.push([name, ...how]);
			return values[name] ?? standard;
		},
		getCredentials: async () => ({ ...secrets, ...credential }),
	} as unknown as PollContext);
}

test('the settings as they were entered', async () => {
	expect(await read()).toMatchObject({
		sourceType: { name: 'message' },
		chatbotId: 'bot',
		types: ['USER_MESSAGE'],
		lookBackMs: 300_000,
		baseUrl: 'https://sitegpt.example',
		credential: secrets,
	});
	expect(await read({ messageTypes: ['USER_MESSAGE', '*'] })).toMatchObject({ types: [] });
	expect(await read({ messageTypes: undefined, options: undefined })).toMatchObject({
		types: [],
		lookBackMs: 0,
	});
	expect(await read({ triggerOn: undefined })).toMatchObject({ sourceType: { name: 'lead' } });
});

test.each([-1, Infinity, 'soon'])('Look Back %s is refused', async (lookBack) => {
	await expect(read({ options: { lookBack } })).rejects.toThrow(`Look Back is "${lookBack}"`);
});

test('a chatbot has to be chosen, or all', async () => {
	await expect(read({ chatbotId: undefined })).rejects.toThrow('chatbot ID');
	await expect(read({ chatbotId: '' })).rejects.toThrow('chatbot ID');
	expect((await read({ chatbots: 'one' })).chatbotId).toBe('bot');
	expect((await read({ chatbots: 'all' })).chatbotId).toBe('');
	await expect(read({ chatbots: 'some' })).rejects.toThrow(
		'Chatbots is "some". Choose One or All.',
	);
});

test('a Trigger On of another version is named', async () => {
	await expect(read({ triggerOn: 'toString' })).rejects.toThrow(
		'This version of the node has no "toString" in Trigger On. Choose another one.',
	);
});

test('the trigger starts again if a setting changes that decides what is new, and only then', async () => {
	const { hash } = await read();
	for (const same of [
		read({ options: { lookBack: 9 } }),
		read({}, { accessToken: 'rotated', accountApiKey: 'key' }),
	])
		expect((await same).hash).toBe(hash);
	for (const other of [
		read({ triggerOn: 'newLead' }),
		read({ chatbotId: 'other' }),
		read({ chatbots: 'all' }),
		read({ messageTypes: ['*'] }),
		read({}, { baseUrl: 'https://other.example' }),
	])
		expect((await other).hash).not.toBe(hash);
});

test('only the chatbot is extracted from its locator: n8n throws for a parameter that is hidden', async () => {
	const calls: unknown[][] = [];
	await read({}, {}, calls);
	expect(calls.map(([name]) => name)).toContain('chatbotId');
	for (const [name, how] of calls) expect(how).toEqual({ extractValue: name === 'chatbotId' });
	await expect(read({ chatbotId: undefined })).rejects.toThrow('chatbot ID');
});
