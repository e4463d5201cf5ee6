import { type Body, readBody } from '../../../nodes/trigger/request/body';

interface Sent {
	contentType?: string;
	text?: string;
	/** What n8n has made of it. */
	parsed?: unknown;
	/** An n8n that reads every body itself. */
	isReadBefore?: boolean;
}

async function read({ contentType, text = '', parsed, isReadBefore }: Sent): Promise<Body> {
	const request: Record<string, unknown> = { contentType };
	const take = () => void (request.rawBody = Buffer.from(text));
	if (isReadBefore) take();
	else request.readRawBody = async () => take();
	return await readBody({ getRequestObject: () => request, getBodyData: () => parsed } as never);
}

const json = { event: 'X' };
const text = JSON.stringify(json);

test.each([undefined, '', 'text/plain', 'application/xml', 'nonsense'])(
	'JSON is read with the content type %j',
	async (contentType) => {
		expect(await read({ contentType, text })).toEqual({ json });
		expect(await read({ contentType, text, isReadBefore: true })).toEqual({ json });
	},
);

test('what n8n has parsed is taken if there are no bytes', async () => {
	const body = await read({ contentType: 'application/json', parsed: json, isReadBefore: true });
	expect(body).toEqual({ json });
});

test.each([
	['text/plain', 'text/plain'],
	// Before a parameter, n8n leaves the space.
	['text/plain ', 'text/plain'],
	['application/vnd.api+json', 'application/vnd.api+json'],
	[undefined, undefined],
	['', undefined],
	['text', undefined],
	['<b>text/plain', undefined],
	['text/plain<b>', undefined],
	['text/plain and more', undefined],
	[`${'a'.repeat(61)}/plain`, undefined],
])('of the content type %j, %j is passed on', async (contentType, passedOn) => {
	expect(await read({ contentType, text: 'no JSON' })).toEqual({
		notJson: true,
		contentType: passedOn,
	});
});
