import { readBody } from '../../../nodes/trigger/request/body';

/** A request as n8n passes it on, with a body that can't be read again. */
const requestOf = (contentType: string, rawBody?: string) => ({
	contentType,
	rawBody: rawBody === undefined ? undefined : Buffer.from(rawBody),
	readRawBody: jest.fn(async () => await new Promise<void>(() => undefined)),
});

test('a form with files is not read again: n8n has consumed it, so that would never end', async () => {
	const request = requestOf('multipart/form-data');
	const body = readBody({ getRequestObject: () => request } as never);
	expect(request.readRawBody).not.toHaveBeenCalled();
	expect(await body).toEqual({ notJson: true, contentType: 'multipart/form-data' });
});

test('another type is read', async () => {
	const request = requestOf('text/plain', '{"event":"X"}');
	request.readRawBody.mockResolvedValue();
	const body = await readBody({ getRequestObject: () => request } as never);
	expect(request.readRawBody).toHaveBeenCalledTimes(1);
	expect(body).toEqual({ json: { event: 'X' } });
});
