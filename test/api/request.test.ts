import fc from 'fast-check';
import { checkedId, path, pathWithQuery, type ApiRequest } from '../../nodes/api/request';

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
	[{ id: 1 }, 'The lead ID is empty. Choose one, or enter its ID.'],
	['.', '"." can\'t be a lead ID.'],
	[' .. ', '".." can\'t be a lead ID.'],
	['\ud800', '"\ud800" can\'t be a lead ID.'],
])('%j is rejected', (id, sentence) => {
	expect(() => path`/chatbots/${'one'}/leads/${id}`).toThrow(sentence);
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

test('a query has the values that are set, and repeats the key for lists', () => {
	const query = { limit: 5, cursor: undefined, query: '', leadId: null, important: false };
	expect(pathWithQuery(get(query))).toBe('/leads?limit=5&important=false');
	expect(pathWithQuery(get({ tagId: ['a', 'b&c'] }))).toBe('/leads?tagId=a&tagId=b%26c');
	expect(pathWithQuery(get({ tagId: [] }))).toBe('/leads');
});
