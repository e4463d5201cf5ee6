import {
	conversationStart,
	toConversationEntry,
} from '../../nodes/polling/sources/conversationEntry';

const at = '2026-11-28T10:00:00.000Z';
const conversation = {
	threadId: 7,
	updatedAt: at,
	totalMessages: 3,
	lastMessage: { messageId: 'm3' },
};

test('a conversation of a list', () => {
	expect(toConversationEntry(conversation)).toMatchObject({
		id: '7',
		time: Date.parse(at),
		object: conversation,
	});
	expect(toConversationEntry({ ...conversation, threadId: undefined })).toBeUndefined();
	expect(conversationStart({ startedAt: at })).toBe(Date.parse(at));
	expect(conversationStart({})).toBeNull();
});

describe('its version', () => {
	const versionOf = (object: object) => toConversationEntry({ threadId: 'a', ...object })?.version;

	test.each([
		['time', { updatedAt: '2026-11-28T10:00:01.000Z' }],
		['number of messages', { totalMessages: 4 }],
		['last message', { lastMessage: { messageId: 'm4' } }],
	])('is another one with another %s', (_, change) => {
		const { version } = toConversationEntry(conversation)!;
		expect(version).toEqual(expect.any(String));
		expect(toConversationEntry({ ...conversation })!.version).toBe(version);
		expect(toConversationEntry({ ...conversation, ...change })!.version).not.toBe(version);
	});

	test.each([
		[{ updatedAt: at }],
		[{ totalMessages: 0 }],
		[{ lastMessage: { messageId: 'm' } }],
		[{ updatedAt: 'soon', totalMessages: 1 }],
	])('is known from any of them: %j', (object) => {
		expect(versionOf(object)).toEqual(expect.any(String));
	});

	test.each([[{}], [{ updatedAt: 'soon' }], [{ title: 'Hi' }]])(
		'is unknown otherwise: %j',
		(object) => {
			expect(versionOf(object)).toBeNull();
		},
	);
});
