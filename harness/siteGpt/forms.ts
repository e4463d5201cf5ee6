import type { ServerSettings, Times } from './route.ts';

const forms: Record<Times, (iso: string) => string | number> = {
	ISO: (iso) => iso,
	'whole seconds': (iso) => iso.replace(/\.\d+Z$/, 'Z'),
	'without zone': (iso) => iso.replace('T', ' ').replace(/\.\d+Z$/, ''),
	'epoch s': (iso) => Math.floor(Date.parse(iso) / 1000),
	'epoch ms': (iso) => Date.parse(iso),
};

const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** The data of an answer in the form that the settings say; undefined for an answer without a body. */
export function inForm(data: unknown, { times, emptyList }: ServerSettings): unknown {
	const isEmptyList = (value: unknown) => Array.isArray(value) && value.length === 0;
	const hasEmptyList = Object.values(data as object).some(isEmptyList);
	if (emptyList === '204' && hasEmptyList) return undefined;
	const none = emptyList === 'null' ? null : undefined;
	const text = JSON.stringify(data, function replace(this: unknown, _key, value: unknown) {
		if (typeof value === 'string' && ISO_TIME.test(value)) return forms[times](value);
		return this === data && emptyList !== 'empty' && isEmptyList(value) ? none : value;
	});
	return JSON.parse(text) as unknown;
}
