import { newEvent } from '../../harness/siteGpt/payloads.ts';
import { template } from './events.ts';

/** An event to measure with. */
export interface NodeCase {
	name: string;
	/** description for the report */
	what: string;
	/** the nth body as n8n would parse it; each has its own id */
	body(n: number): object;
}

function ofTemplate(bytes: number): NodeCase['body'] {
	const { before, after } = template('message', bytes);
	return (n) => JSON.parse(`${before}test_${n}${after}`) as object;
}

/** The worst that a form or an attacker could send: many small fields. */
function manyFields(n: number): object {
	const { payload } = newEvent('message', `test_${n}`);
	for (let field = 0; field < 4_500; field++) payload.data[`field ${field}`] = `${field}`;
	return JSON.parse(JSON.stringify(payload)) as object;
}

export const nodeCases: NodeCase[] = [
	{ name: '1 kB', what: 'a message of 1 kB', body: ofTemplate(1_000) },
	{ name: '100 kB', what: 'a message with an answer of 100 kB', body: ofTemplate(100_000) },
	{
		name: '100 kB of fields',
		what: 'a message with 4,500 unknown fields, 100 kB',
		body: manyFields,
	},
];
