/** Why a request got no usable answer. */
interface NetworkReason {
	/** What happened, without a period. `place` is what the reader knows the address as. */
	sentence(place: string): string;
	/** What to do about it. */
	remedy?: string;
	/** Whether the server may have received the request. */
	wasSent: 'no' | 'maybe';
	/** Whether the same request may succeed a little later. */
	canRetryHelp: boolean;
}

/** The code for an address that n8n itself blocks, since n8n's error has none. */
export const BLOCKED = 'BLOCKED_BY_N8N';

/** The code for a connection that ended before TLS protected it. Node's, ECONNRESET, doesn't tell. */
export const CLOSED_BEFORE_TLS = 'CLOSED_BEFORE_TLS';

/** Before the code of Node, if it says that there never was a connection. */
const WHILE_CONNECTING = 'CONNECT_';

type Sentence = NetworkReason['sentence'];

const temporary = (wasSent: 'no' | 'maybe', sentence: Sentence): NetworkReason => ({
	sentence,
	wasSent,
	canRetryHelp: true,
});

const lasting = (wasSent: 'no' | 'maybe', sentence: Sentence, remedy?: string): NetworkReason => ({
	sentence,
	remedy,
	wasSent,
	canRetryHelp: false,
});

const closed = temporary('maybe', () => 'The connection was closed without a response');
const unreachable = temporary('no', (place) => `The server at ${place} could not be reached`);
const noRoute = temporary('maybe', (place) => `The server at ${place} could not be reached`);
const damaged = temporary(
	'maybe',
	(place) => `The response from ${place} is incomplete or damaged`,
);
const notHttp = lasting(
	'maybe',
	(place) => `What ${place} answered isn't HTTP`,
	'Check the host and the port. If the server uses HTTPS, the address must start with https://.',
);
const noTls = lasting(
	'no',
	(place) => `The server at ${place} doesn't accept a secure connection`,
	'Check the host and the port. If the server only uses HTTP, the address must start with http://.',
);
const invalid = lasting(
	'no',
	() => 'n8n could not build the request',
	'Check the address and the token in the credential for characters that do not belong there.',
);

const TRUST =
	'If your network inspects HTTPS or uses its own certificates, ask the administrator of n8n to make n8n trust their issuer (NODE_EXTRA_CA_CERTS).';
const untrusted = lasting(
	'no',
	(place) => `n8n doesn't trust the issuer of the certificate of ${place}`,
	TRUST,
);
const selfSigned = lasting('no', (place) => `The certificate of ${place} is self-signed`, TRUST);
const otherHost = lasting(
	'no',
	(place) => `The certificate of ${place} is for another host`,
	'Check the host in the address.',
);
const unaccepted = lasting('no', (place) => `n8n doesn't accept the certificate of ${place}`);

/** By the code of Node, axios, or n8n. {@link reasonFor} knows more. */
const reasons: Readonly<Record<string, NetworkReason>> = {
	[BLOCKED]: lasting(
		'no',
		(place) => `n8n doesn't allow requests to ${place}`,
		"n8n's protection against server-side request forgery (SSRF) blocks the address. Ask the administrator of n8n to allow the host.",
	),
	[CLOSED_BEFORE_TLS]: temporary(
		'no',
		(place) => `The server at ${place} closed the connection before it was secure`,
	),
	ECONNREFUSED: temporary('no', (place) => `Nothing is listening at ${place}`),
	ENOTFOUND: temporary('no', (place) => `The host name in ${place} does not exist`),
	ENODATA: temporary('no', (place) => `The host name in ${place} has no address`),
	EAI_AGAIN: temporary('no', (place) => `The host name in ${place} could not be looked up`),
	EAI_FAIL: temporary('no', (place) => `The host name in ${place} could not be looked up`),
	EADDRNOTAVAIL: unreachable,
	// On Linux, these can also end a connection.
	EHOSTDOWN: noRoute,
	EHOSTUNREACH: noRoute,
	ENETDOWN: noRoute,
	ENETUNREACH: noRoute,
	UND_ERR_CONNECT_TIMEOUT: unreachable,
	ETIMEDOUT: noRoute,
	ESOCKETTIMEDOUT: noRoute,
	UND_ERR_HEADERS_TIMEOUT: noRoute,
	UND_ERR_BODY_TIMEOUT: noRoute,
	ECONNABORTED: closed,
	ECONNRESET: closed,
	EPIPE: closed,
	ERR_BAD_RESPONSE: closed,
	ERR_STREAM_PREMATURE_CLOSE: closed,
	UND_ERR_SOCKET: closed,
	EPROTO: noTls,
	ERR_SSL_PACKET_LENGTH_TOO_LONG: noTls,
	ERR_SSL_WRONG_VERSION_NUMBER: noTls,
	CERT_HAS_EXPIRED: lasting('no', (place) => `The certificate of ${place} has expired`),
	CERT_NOT_YET_VALID: lasting(
		'no',
		(place) => `The certificate of ${place} isn't valid yet`,
		"Check the clock of n8n's computer.",
	),
	DEPTH_ZERO_SELF_SIGNED_CERT: selfSigned,
	SELF_SIGNED_CERT_IN_CHAIN: untrusted,
	UNABLE_TO_GET_ISSUER_CERT: untrusted,
	UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrusted,
	UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrusted,
	ERR_TLS_CERT_ALTNAME_INVALID: otherHost,
	HOSTNAME_MISMATCH: otherHost,
	ERR_INVALID_CHAR: invalid,
	ERR_INVALID_HTTP_TOKEN: invalid,
	ERR_INVALID_PROTOCOL: invalid,
	ERR_INVALID_URL: invalid,
	ERR_UNESCAPED_CHARACTERS: invalid,
};

/** The rest of what OpenSSL, Node's HTTP parser, and zlib call their failures. */
const families: ReadonlyArray<[RegExp, NetworkReason]> = [
	[new RegExp(`^${WHILE_CONNECTING}E`), unreachable],
	[/^ERR_SSL_.*(ALERT|PROTOCOL|VERSION|CIPHER)/, noTls],
	[/^ERR_SSL_/, lasting('maybe', (place) => `The secure connection to ${place} failed`)],
	[/^HPE_/, notHttp],
	[/^(Z_[A-Z]+_ERROR|ERR__ERROR_)/, damaged],
	[
		/(^|_)(CERT|CRL)(_|$)|^(INVALID_(CA|PURPOSE)|PATH_LENGTH_EXCEEDED|(CA|EE)_\w+_TOO_)/,
		unaccepted,
	],
];

/** The reason behind a code; undefined if the code isn't known. */
export function reasonFor(code: string): NetworkReason | undefined {
	if (Object.hasOwn(reasons, code)) return reasons[code];
	return families.find(([family]) => family.test(code))?.[1];
}

/** What is known of a request that failed. */
export interface NetworkFailure {
	/** One that {@link reasonFor} knows. */
	code?: string;
	/** The port of the connection that failed, which may be that of a proxy. */
	port?: number;
	address?: string;
}

/** Reads an error of n8n's request helpers. n8n wraps network errors, sometimes twice, and old versions keep only the code. */
export function readFailure(error: unknown): NetworkFailure {
	const failure: NetworkFailure = {};
	// Not by instanceof: some errors come from another realm. A cause could be its own cause.
	let isConnecting = false;
	let cause = error as Partial<Json> | null | undefined;
	for (let depth = 0; depth < MAX_CAUSES && typeof cause === 'object' && cause; depth++) {
		const { name, message, messages, code, httpCode, port, address } = cause;
		const texts = [name, message, messages].flat().join('\n');
		if (/^(SsrfBlocked|The request was blocked because)/m.test(texts)) return { code: BLOCKED };
		if (/before secure TLS connection was established/.test(texts)) {
			failure.code = CLOSED_BEFORE_TLS;
		}
		failure.code ??= [code, httpCode].find(isKnown);
		isConnecting ||= /^connect E[A-Z]+/m.test(texts) || failedToConnect(cause);
		if (typeof port === 'number' && typeof address === 'string') {
			failure.port = port;
			failure.address = address;
		}
		cause = cause.cause as Partial<Json> | undefined;
	}
	const { code = '' } = failure;
	if (isConnecting && reasonFor(code) === noRoute) failure.code = WHILE_CONNECTING + code;
	return failure;
}

/** If a host has several addresses, Node reports an error for each. */
function failedToConnect({ syscall, errors }: Partial<Json>): boolean {
	if (syscall === 'connect') return true;
	const perAddress = Array.isArray(errors) ? (errors as Array<Partial<Json> | null>) : [];
	return perAddress.length > 0 && perAddress.every((error) => error?.syscall === 'connect');
}

/** n8n, axios, and Node each add one or two. */
const MAX_CAUSES = 10;

type Json = Record<string, unknown>;

function isKnown(code: unknown): code is string {
	return typeof code === 'string' && reasonFor(code) !== undefined;
}
