import { newEvent } from '../sender/events.ts';
import { template } from './events.ts';

/** An event to measure with. */
export interface NodeCase {
	name: string;
	/** what it is, for a reader */
	what: string;
	/** the n-th body as n8n would have parsed it; each has an id of its own */
	body(n: number): object;
}

function ofTemplate(bytes: number): NodeCase['body'] {
	const { before, after } = template('message', bytes);
	return (n) => JSON.parse(`${before}test_${n}${after}`) as object;
}

/** What a form or a flood could send at worst: no field of it is large. */
function manyFields(n: number): object {
	const { payload } = newEvent('message', `test_${n}`);
	for (let field = 0; field < 4_500; field++) payload.data[`field ${field}`] = `${field}`;
	return JSON.parse(JSON.stringify(payload)) as object;
}

export const nodeCases: NodeCase[] = [
	{ name: '1 kB', what: 'a message of 1 kB', body: ofTemplate(1_000) },
	{ name: '100 kB', what: 'a message whose answer is 100 kB long', body: ofTemplate(100_000) },
	{
		name: '100 kB of fields',
		what: 'a message with 4,500 unknown fields, 100 kB',
		body: manyFields,
	},
];
