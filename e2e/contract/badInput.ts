import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { deflateSync, gzipSync } from 'node:zlib';
import type { N8n } from '../../harness/n8n/n8n.ts';
import { Receiver } from '../../harness/n8n/receiver.ts';
import { triggers } from '../../harness/n8n/triggers.ts';
import { eventFor } from '../../harness/siteGpt/payloads.ts';
import { can } from './differences.ts';

const json = JSON.stringify(eventFor(triggers.message));
const multipart = [
	'--x',
	'Content-Disposition: form-data; name="file"; filename="a.txt"',
	'Content-Type: text/plain',
	'',
	'hello',
	'--x--',
	'',
].join('\r\n');

/** How n8n answers a request before the node gets it, and how the node answers the others. */
const rows: Array<[string, unknown, Record<string, string>, number]> = [
	['invalid JSON', '{"event":', {}, 422],
	['an unknown charset', json, { 'Content-Type': 'application/json; charset=nonsense' }, 422],
	['corrupt gzip', 'not gzip', { 'Content-Encoding': 'gzip' }, 500],
	['more than 16 MB', `"${'x'.repeat(17 * 1024 * 1024)}"`, {}, 500],
	['gzip', gzipSync(json), { 'Content-Encoding': 'gzip' }, 200],
	['deflate', deflateSync(json), { 'Content-Encoding': 'deflate' }, 200],
	['a byte order mark', `\uFEFF${json}`, {}, can('readByteOrderMark') ? 200 : 422],
	[
		'invalid UTF-8',
		Buffer.concat([Buffer.from('{"event":"A'), Buffer.from([0xff]), Buffer.from('"}')]),
		{},
		200,
	],
	['no content type', new Uint8Array(Buffer.from(json)), { 'Content-Type': '' }, 200],
	['another content type', json, { 'Content-Type': 'image/png' }, 200],
	[
		'a content type with a space',
		json,
		{ 'Content-Type': 'application/json ; charset=utf-8' },
		200,
	],
	[
		'gzip of another type',
		gzipSync(json),
		{ 'Content-Type': 'text/json', 'Content-Encoding': 'gzip' },
		200,
	],
	[
		'corrupt gzip of another type',
		'not gzip',
		{ 'Content-Type': 'text/json', 'Content-Encoding': 'gzip' },
		400,
	],
	['another content type without JSON', 'text', { 'Content-Type': 'application/hal+json' }, 400],
	['JSON as plain text', json, { 'Content-Type': 'text/plain' }, 200],
	['plain text', 'text', { 'Content-Type': 'text/plain' }, 400],
	['JSON as a form', json, { 'Content-Type': 'application/x-www-form-urlencoded' }, 200],
	['a form', 'event=ADD_MESSAGE', { 'Content-Type': 'application/x-www-form-urlencoded' }, 400],
	['XML', '<event>ADD_MESSAGE</event>', { 'Content-Type': 'application/xml' }, 400],
	['multipart', multipart, { 'Content-Type': 'multipart/form-data; boundary=x' }, 400],
	[
		'10,000 levels of nesting in an event',
		json.replace('"gptModel"', `"deep":${'['.repeat(10_000)}${']'.repeat(10_000)},"gptModel"`),
		{},
		200,
	],
	[
		'prototype names',
		json.replace('"gptModel"', '"__proto__":{"polluted":1},"constructor"'),
		{},
		200,
	],
];

export function badInput(n8n: () => N8n): void {
	describe('bodies as n8n reads them', () => {
		let receiver: Receiver;
		before(async () => (receiver = await Receiver.create(n8n(), triggers.message)));
		let accepted = 0;
		for (const [what, body, headers, status] of rows) {
			test(`${what}: ${status}`, async () => {
				const answer = await receiver.post(body, headers);
				assert.equal(answer.status, status, JSON.stringify(answer.body));
				if (JSON.stringify(answer.body) === '{"status":"accepted"}') accepted++;
			});
		}

		test('GET: 404', async () => {
			const response = await fetch(receiver.url, {
				headers: { 'X-WEBHOOK-TOKEN': receiver.token },
			});
			assert.equal(response.status, 404);
			await response.arrayBuffer();
		});

		test('only accepted events started an execution, one each', async () => {
			assert.ok(accepted > 5);
			await receiver.items(accepted);
		});
	});
}
