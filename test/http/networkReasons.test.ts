import { once } from 'node:events';
import { createServer, request as httpsRequest } from 'node:https';
import type { AddressInfo } from 'node:net';
import {
	BLOCKED,
	CLOSED_BEFORE_TLS,
	readFailure,
	reasonFor,
} from '../../nodes/http/networkReasons';
import { key, otherHost } from './certificates';

/** An error as Node makes it, inside axios's, inside n8n's. */
function wrapped(code: string, message = 'It failed'): Error {
	const inner = Object.assign(new Error(message), { code });
	const axios = Object.assign(new Error(message, { cause: inner }), { code });
	return Object.assign(new Error('n8n: it failed', { cause: axios }), { httpCode: code });
}

/** Codes that don't tell whether there was a connection. */
const NO_ROUTE = ['EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN', 'ENETDOWN', 'ETIMEDOUT'];

describe('whether the server may have received it, and whether to try again', () => {
	test.each([
		...['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EADDRNOTAVAIL'],
		...[CLOSED_BEFORE_TLS, 'UND_ERR_CONNECT_TIMEOUT'],
	])('%s: it has not, and trying again may help', (code) => {
		expect(reasonFor(code)).toMatchObject({ wasSent: 'no', canRetryHelp: true });
	});

	test.each([
		...['DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN', 'CERT_HAS_EXPIRED'],
		...['CERT_NOT_YET_VALID', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'ERR_TLS_CERT_ALTNAME_INVALID'],
		...['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'CERT_REVOKED', 'CERT_UNTRUSTED', 'CERT_REJECTED'],
		...[
			'CRL_HAS_EXPIRED',
			'UNABLE_TO_GET_CRL',
			'INVALID_CA',
			'INVALID_PURPOSE',
			'HOSTNAME_MISMATCH',
		],
		...['CERT_SIGNATURE_FAILURE', 'CERT_CHAIN_TOO_LONG', 'ERR_TLS_CERT_ALTNAME_FORMAT'],
		...['EPROTO', 'ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_SSL_UNSUPPORTED_PROTOCOL'],
		...['ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE', 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION'],
		...['ERR_INVALID_CHAR', 'ERR_INVALID_URL', 'ERR_INVALID_HTTP_TOKEN', BLOCKED],
	])('%s: it has not, and trying again does not help', (code) => {
		expect(reasonFor(code)).toMatchObject({ wasSent: 'no', canRetryHelp: false });
	});

	test.each([...NO_ROUTE, 'ECONNRESET', 'EPIPE', 'ECONNABORTED', 'UND_ERR_SOCKET', 'Z_BUF_ERROR'])(
		'%s: it may have, and trying again may help',
		(code) => {
			expect(reasonFor(code)).toMatchObject({ wasSent: 'maybe', canRetryHelp: true });
		},
	);

	test.each(['HPE_INVALID_CONSTANT', 'HPE_HEADER_OVERFLOW', 'ERR_SSL_BAD_RECORD_TYPE'])(
		'%s: it may have, and trying again does not help',
		(code) => {
			expect(reasonFor(code)).toMatchObject({ wasSent: 'maybe', canRetryHelp: false });
		},
	);

	test.each(['', 'ERR_BAD_REQUEST', 'toString', '__proto__', '404', 'CERTAINLY'])(
		'%j isn’t a code of the network',
		(code) => {
			expect(reasonFor(code)).toBeUndefined();
		},
	);
});

test('each code has a sentence about the place', () => {
	for (const code of ['ECONNREFUSED', 'CERT_HAS_EXPIRED', 'EPROTO', BLOCKED, 'CERT_REVOKED']) {
		expect(reasonFor(code)?.sentence('the moon')).toMatch(/the moon/);
	}
});

describe('errors', () => {
	test('with the code somewhere inside, or only as httpCode', () => {
		expect(readFailure(wrapped('ECONNREFUSED'))).toEqual({ code: 'ECONNREFUSED' });
		const old = Object.assign(new Error('n8n'), { httpCode: 'CERT_HAS_EXPIRED' });
		expect(readFailure(old)).toEqual({ code: 'CERT_HAS_EXPIRED' });
		expect(readFailure(wrapped('ERR_BAD_REQUEST'))).toEqual({});
		expect(readFailure('no error')).toEqual({});
		const circular: Error = new Error('It failed');
		circular.cause = circular;
		expect(readFailure(circular)).toEqual({});
	});

	test('of a connection that ended before TLS, which have the code of any closed connection', () => {
		const message =
			'Client network socket disconnected before secure TLS connection was established';
		expect(readFailure(wrapped('ECONNRESET', message))).toEqual({ code: CLOSED_BEFORE_TLS });
		const old = Object.assign(new Error('n8n'), { httpCode: 'ECONNRESET', messages: [message] });
		expect(readFailure(old)).toEqual({ code: CLOSED_BEFORE_TLS });
	});

	test.each(NO_ROUTE)('that say that there never was a connection: %s', (code) => {
		const onConnect = { code, syscall: 'connect' };
		for (const error of [
			new Error('n8n', { cause: Object.assign(new Error('It failed'), onConnect) }),
			{ httpCode: code, messages: [`connect ${code} 192.0.2.1:443`] },
			{ cause: { code, errors: [onConnect, { ...onConnect, code: 'ETIMEDOUT' }] } },
		]) {
			const { code: found = '' } = readFailure(error);
			expect(found).toBe(`CONNECT_${code}`);
			expect(reasonFor(found)).toMatchObject({ wasSent: 'no', canRetryHelp: true });
		}
		const onRead = { code, syscall: 'read' };
		for (const error of [
			{ cause: onRead },
			{ code, cause: { code, errors: [onConnect, onRead] } },
			{ code, errors: [] },
			{ code, errors: [null] },
			{ httpCode: code, messages: [`read ${code}`] },
		]) {
			expect(readFailure(error)).toEqual({ code });
		}
	});

	test("of n8n's protection against SSRF, which have no code", () => {
		const message = 'The request was blocked because it resolves to a restricted IP address';
		const inner = Object.assign(new Error('Not allowed'), { name: 'SsrfBlockedIpError' });
		expect(readFailure(new Error('n8n', { cause: inner }))).toEqual({ code: BLOCKED });
		expect(readFailure(new Error(message))).toEqual({ code: BLOCKED });
	});

	test('of a certificate for another host', async () => {
		let requests = 0;
		const server = createServer({ key, cert: otherHost }, () => requests++).listen(0, '127.0.0.1');
		await once(server, 'listening');
		const { port } = server.address() as AddressInfo;
		const request = httpsRequest({ host: '127.0.0.1', port, ca: otherHost, method: 'POST' });
		const [error] = (await once(request.end('{}'), 'error').catch((thrown: unknown) => [
			thrown,
		])) as unknown[];
		server.close();
		expect(readFailure(error)).toMatchObject({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
		expect(requests).toBe(0);
	});
});
