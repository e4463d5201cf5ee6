import { markdownTable } from 'markdown-table';

export type Row = Record<string, string | number>;

/** A number with commas between thousands. */
export function grouped(value: number): string {
	return value.toLocaleString('en');
}

/** A table in prettier's format. Numbers are right-aligned and have commas between thousands. */
export function table(rows: Row[]): string {
	const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
	const text = (value: string | number | undefined) =>
		typeof value === 'number' ? grouped(value) : (value ?? '');
	const cells = rows.map((row) => names.map((name) => text(row[name])));
	const isNumber = (name: string) => rows.some((row) => typeof row[name] === 'number');
	return markdownTable([names, ...cells], {
		align: names.map((name) => (isNumber(name) ? 'right' : null)),
	});
}
