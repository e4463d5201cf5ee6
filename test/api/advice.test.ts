import { ApiError } from '../../nodes/api/apiError';
import { TOO_LARGE } from '../../nodes/api/body';
import type { ApiProblem } from '../../nodes/api/problem';

const adviceFor = (problem: Partial<ApiProblem>) =>
	new ApiError({ message: 'No', ...problem }).description;

const TOKEN =
	/^Create an access token in SiteGPT under Agents > Create token, and enter it in the credential\./;
const BASE_URL =
	/^Check the Base URL in the credential\. A proxy, a firewall, or a login page between/;

test.each<[ApiProblem['code'], RegExp]>([
	['TOKEN_NOT_VALID', TOKEN],
	['AUTHORIZATION_HEADER_REQUIRED', TOKEN],
	['TOKEN_SCOPE_NOT_ALLOWED', /^The token doesn't have the scope that this operation needs\./],
	['API_KEY_NOT_VALID', /^Enter the account API key in the credential\. .* Billing or Profile/],
	['CHATBOT_NOT_FOUND', /^Check the chatbot's ID, .* isn't limited to other chatbots\.$/],
	['ANALYTICS_LOCKED', /^Your SiteGPT plan doesn't include analytics\./],
	['SOMETHING_NEW', /^$/],
])(
	'SiteGPT’s code %s counts, whatever the status; from others, it means nothing',
	(code, advice) => {
		for (const status of [200, 400, 422]) {
			expect(adviceFor({ code, status, from: 'siteGpt' })).toMatch(advice);
		}
		for (const from of ['front', 'unknown'] as const) {
			expect(adviceFor({ code, status: 400, from })).toBe('');
		}
	},
);

test('the scope that is missing is named', () => {
	const problem = { code: 'TOKEN_SCOPE_NOT_ALLOWED', from: 'siteGpt', status: 403 } as const;
	expect(adviceFor({ ...problem, scope: 'leads:write' })).toMatch(
		/^The token needs the scope leads:write\. In SiteGPT, create a token with this scope/,
	);
});

test.each<[string, Partial<ApiProblem>, RegExp]>([
	['nothing was sent', { code: 'ECONNREFUSED' }, /^Nothing was sent to SiteGPT\.$/],
	[
		'nothing was sent, and it can be mended',
		{ code: 'CERT_NOT_YET_VALID' },
		/^Nothing was sent to SiteGPT\. Check the clock of n8n's computer\.$/,
	],
	['it may have been sent', { code: 'ECONNRESET' }, /^$/],
	['nothing is known', {}, /^$/],
	['only a remedy is known', { remedy: 'Use https.' }, /^Use https\.$/],
	[
		'a remedy is more precise than the code’s',
		{ code: 'CERT_NOT_YET_VALID', remedy: 'Wait.' },
		/^Nothing was sent to SiteGPT\. Wait\.$/,
	],
	[
		'it is too large',
		{ code: TOO_LARGE, status: 200, from: 'unknown' },
		/^Ask for less: set a smaller Limit, or use filters\.$/,
	],
	[
		'it may be done, and there is a remedy',
		{ code: TOO_LARGE, status: 200, mayBeDone: true },
		/^SiteGPT may have done it anyway\. Check in SiteGPT before you run this again\. Ask for less/,
	],
	['SiteGPT redirects', { status: 302, from: 'siteGpt' }, /^$/],
	['something in front redirects', { status: 302, from: 'front' }, BASE_URL],
	['it is bad', { status: 400, from: 'unknown' }, /^$/],
	['it is not found', { status: 404, from: 'siteGpt' }, /^Check the IDs\. It may have been/],
	['a firewall refuses', { status: 403, from: 'front' }, BASE_URL],
	['SiteGPT refuses', { status: 403, from: 'siteGpt' }, /^$/],
	['SiteGPT fails', { status: 500, from: 'siteGpt' }, /^SiteGPT is having trouble\. Run this/],
	[
		'another server fails',
		{ status: 500, from: 'unknown' },
		/^SiteGPT, or a server in front of it, is having trouble\. Run this again later\.$/,
	],
])('if %s', (_, problem, advice) => {
	expect(adviceFor(problem)).toMatch(advice);
});

test.each([
	[undefined, 'later'],
	[NaN, 'later'],
	[999, 'later'],
	[1000, 'in 1 seconds'],
	[1001, 'in 2 seconds'],
	[119_000, 'in 119 seconds'],
	[119_001, 'in 2 minutes'],
	[120_001, 'in 3 minutes'],
])('after a Retry-After of %s ms, run it again %s', (retryAfter, when) => {
	const problem = { status: 429, retryAfter, from: 'siteGpt' } as const;
	expect(adviceFor(problem)).toBe(
		`SiteGPT received too many requests. Run this again ${when}, or less often.`,
	);
});

test('the code of the network is not part of the title, and only known fields are in the JSON', () => {
	expect(new ApiError({ message: 'No.', code: 'ECONNRESET' }).title).toBe('No.');
	const siteGpts = new ApiError({ message: 'No. 5.', code: 'X', from: 'siteGpt', hint: '' });
	expect(siteGpts.title).toBe('No. 5 (X)');
	expect(Object.keys(siteGpts.toJson().details)).toEqual(['code']);
	expect(siteGpts.description).toBe('');
	expect(String(siteGpts)).toBe('ApiError: No. 5.');
});

test('an error does not repeat details of any length', () => {
	const { description } = new ApiError({ message: 'No', details: 'x'.repeat(5000) });
	expect(description).toHaveLength('Details: '.length + 1000);
});
