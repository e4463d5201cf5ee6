import { findingId } from '../../nodes/polling/sources/findingId';

test('tells sources, chatbots, and objects apart', () => {
	const all = ['a', 'b'].flatMap((source) =>
		['a', 'b'].flatMap((chatbotId) =>
			['a', 'b'].map((id) => findingId(source, id, { chatbotId }).key),
		),
	);
	expect(new Set(all).size).toBe(8);
	expect(findingId('a', 'b', { chatbotId: 'c' })).toEqual({
		key: expect.stringMatching(/^[0-9a-f]{64}$/),
		chatbotId: 'c',
	});
});
