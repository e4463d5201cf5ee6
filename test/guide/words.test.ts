import { findTurns } from '../../tools/words/findTurns';

test.each([
	['it delivers to https:// addresses, save on localhost', 1, 'save on'],
	['/**\n * Resolves with null, where\n * there is none.\n */', 2, 'where * there is'],
	['One item\na case', 1, 'One item a case'],
	['The behaviour', 1, 'behaviour'],
])('%j is found', (text, line, found) => {
	expect(findTurns(text)).toEqual([{ line, found, say: expect.any(String) }]);
});

test.each([
	'Save, then clear this field.',
	'It only delivers to https:// addresses (localhost is allowed for testing).',
	'Choose where the file goes.',
	'one item per case',
	'The mock stands in for SiteGPT.',
])('%j is fine', (text) => {
	expect(findTurns(text)).toEqual([]);
});
