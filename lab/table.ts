export type Row = Record<string, string | number>;

/** A table as prettier would write it; numbers to the right, with commas between thousands. */
export function table(rows: Row[]): string {
	const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
	const text = (value: string | number | undefined) =>
		typeof value === 'number' ? value.toLocaleString('en') : (value ?? '');
	const cells = [names, ...rows.map((row) => names.map((name) => text(row[name])))];
	const widths = names.map((_, column) =>
		Math.max(...cells.map((line) => line[column]!.length), 3),
	);
	const isNumber = names.map((name) => rows.some((row) => typeof row[name] === 'number'));
	const line = (values: string[]) =>
		`| ${values.map((value, n) => (isNumber[n] ? value.padStart(widths[n]!) : value.padEnd(widths[n]!))).join(' | ')} |`;
	const rule = `| ${widths.map((width, n) => (isNumber[n] ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width))).join(' | ')} |`;
	const [head, ...body] = cells.map(line);
	return [head, rule, ...body].join('\n');
}
