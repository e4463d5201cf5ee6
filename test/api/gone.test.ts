import { isGone, unlessGone } from '../../nodes/api/gone';
import type { ApiProblem } from '../../nodes/api/problem';
import { apiError } from '../polling/stubs';

const gone: Partial<ApiProblem> = { status: 404, from: 'siteGpt', code: 'DOCUMENT_NOT_FOUND' };

test.each<[string, unknown, boolean]>([
	['SiteGPT has no such object', apiError(gone), true],
	['in its envelope, without a code', apiError({ ...gone, code: undefined }), true],
	['no such chatbot', apiError({ ...gone, code: 'CHATBOT_NOT_FOUND' }), false],
	['a page in front of SiteGPT', apiError({ status: 404, from: 'front' }), false],
	['a proxy', apiError({ status: 404, from: 'proxy' }), false],
	['somebody', apiError({ status: 404, from: 'unknown' }), false],
	['another refusal', apiError({ ...gone, status: 403 }), false],
	['no error of the API', new Error('404'), false],
])('%s', async (_, error, is) => {
	expect(isGone(error)).toBe(is);
	const result = await unlessGone(Promise.reject(error as Error)).catch(
		(thrown: unknown) => thrown,
	);
	expect(result).toBe(is ? undefined : error);
});

test('what a request returns', async () => {
	expect(await unlessGone(Promise.resolve(null))).toBeNull();
});
