import fc from 'fast-check';
import {
	type ApiRequest,
	checkedId,
	path,
	pathToDelete,
	pathWithQuery,
} from '../../nodes/api/request';

const get = (query: ApiRequest['query']): ApiRequest => ({ method: 'GET', path: '/leads', query });

test('IDs are encoded, so that none can change the path', () => {
	expect(path`/chatbots/${'a/b?c#d e'}/leads/${' l%1 '}`).toBe(
		'/chatbots/a%2Fb%3Fc%23d%20e/leads/l%251',
	);
	expect(path`/chatbots/${7}`).toBe('/chatbots/7');
});

test.each([
	['', 'The lead ID is empty. Choose one, or enter its ID.'],
	['  ', 'The lead ID is empty. Choose one, or enter its ID.'],
	[undefined, 'The lead ID is empty. Choose one, or enter its ID.'],
	[{ id: 1 }, 'The lead ID is an object. Choose one, or enter its ID.'],
	[['a'], 'The lead ID is a list. Choose one, or enter its ID.'],
	[1.5, 'The lead ID is 1.5. Choose one, or enter its ID.'],
	[NaN, 'The lead ID is NaN. Choose one, or enter its ID.'],
	[true, 'The lead ID is true. Choose one, or enter its ID.'],
	[
		2 ** 53,
		'The lead ID is 9007199254740992, a number that may have lost its last digits. Pass it',
	],
	['.', '"." can\'t be a lead ID.'],
	[' .. ', '".." can\'t be a lead ID.'],
	['\ud800', '"\ud800" can\'t be a lead ID.'],
])('%j is rejected', (id, sentence) => {
	expect(() => path`/chatbots/${'one'}/leads/${id}`).toThrow(sentence);
});

test('an ID in any other place is just called an ID', () => {
	expect(() => path`/things/${''}`).toThrow('The ID is empty. Choose one, or enter its ID.');
	expect(path`/things/${7n}/${-1}`).toBe('/things/7/-1');
});

test('any other ID stays one segment and decodes to itself', () => {
	const text = fc.string({ unit: 'binary' });
	fc.assert(
		fc.property(text, (id) => {
			fc.pre(!['', '.', '..'].includes(id.trim()) && !/\p{Surrogate}/u.test(id));
			const { pathname } = new URL(`https://sitegpt.ai${path`/chatbots/${id}/leads`}`);
			const segments = pathname.split('/');
			expect(segments).toHaveLength(4);
			expect(decodeURIComponent(segments[2])).toBe(checkedId(id));
		}),
	);
});

test.each([
	['a/b', 'x'],
	['a\\b', 'x'],
	['a%2Fb', 'x'],
	['a%5cb', 'x'],
	['a%25252fb', 'x'],
	['a\u0000b', 'x'],
	['a\nb', 'x'],
	['a%0Ab', 'x'],
	['a\u0085b', 'x'],
	['%2e', 'x'],
	['.%2E', 'x'],
	['%252e%252E', 'x'],
	['%20..%20', 'x'],
	['x', 'a/b'],
	['x', '%2e%2e'],
])('nothing is deleted with the IDs %j and %j', (chatbotId, leadId) => {
	expect(() => pathToDelete`/chatbots/${chatbotId}/leads/${leadId}`).toThrow(/can't be a \w+ ID/);
	expect(() => path`/chatbots/${chatbotId}/leads/${leadId}`).not.toThrow();
});

test('other IDs are deleted as they are, also with percent signs', () => {
	const unit = fc.constantFrom('x', '.', '%', '2', '-', ' ', '?', '#', 'ü');
	fc.assert(
		fc.property(fc.string({ unit, minLength: 1 }), (id) => {
			fc.pre(!['', '.', '..'].includes(id.trim()));
			expect(pathToDelete`/leads/${id}`).toBe(`/leads/${encodeURIComponent(id.trim())}`);
		}),
	);
});

const host = fc.constantFrom('https://sitegpt.ai', 'HTTP://127.0.0.1:80', 'https://a.example/base');
const segment = fc
	.string({ unit: 'binary', minLength: 1 })
	.filter((text) => !['', '.', '..'].includes(text.trim()) && !/\p{Surrogate}/u.test(text));
const rest = fc.constantFrom('', '/', '?tab=1', '#top', '/messages?x=/leads/y');

test('an ID is taken out of a dashboard link, decoded, and encoded once', () => {
	fc.assert(
		fc.property(host, segment, segment, rest, (base, chatbot, id, end) => {
			const link = (page: string) =>
				` ${base}/${encodeURIComponent(chatbot)}/${page}/${encodeURIComponent(id)}${end}`;
			expect(checkedId(link('leads'), 'lead ID')).toBe(id.trim());
			expect(checkedId(link('chat-history'), 'conversation ID')).toBe(id.trim());
			expect(checkedId(link('leads'), 'chatbot ID')).toBe(chatbot.trim());
			expect(path`/chatbots/${link('leads')}/leads/${link('leads')}`).toBe(
				`/chatbots/${encodeURIComponent(chatbot.trim())}/leads/${encodeURIComponent(id.trim())}`,
			);
		}),
	);
});

test.each([
	['https://sitegpt.ai/c/leads/50%', 'lead ID', '50%'],
	['https://sitegpt.ai/c/leads', 'chatbot ID', 'c'],
	['https://sitegpt.ai/c/leads/l', 'conversation ID', 'https://sitegpt.ai/c/leads/l'],
	['https://sitegpt.ai/c/leads', 'lead ID', 'https://sitegpt.ai/c/leads'],
	['a%2Fb', 'lead ID', 'a%2Fb'],
])('%j as a %s is %j', (entered, name, id) => {
	expect(checkedId(entered, name)).toBe(id);
});

test('a link to a dot segment is refused', () => {
	for (const encoded of ['%2e%2e', '.', '%20']) {
		const link = `https://sitegpt.ai/c/leads/${encoded}`;
		expect(() => checkedId(link, 'lead ID')).toThrow("can't be a lead ID");
	}
});

test('a query has the values that are set, and repeats the key for lists', () => {
	const query = { limit: 5, cursor: undefined, query: '', leadId: null, important: false };
	expect(pathWithQuery(get(query))).toBe('/leads?limit=5&important=false');
	expect(pathWithQuery(get({ tagId: ['a', 'b&c'] }))).toBe('/leads?tagId=a&tagId=b%26c');
	expect(pathWithQuery(get({ tagId: [] }))).toBe('/leads');
});
