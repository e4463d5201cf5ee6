/**
 * Draws docs/house.svg from the code: the folders in nodes/ and credentials/ with their files, and what
 * imports what. `npm run house` writes it; test/guide/house.test.ts fails if it's out of date.
 */
const { readdirSync, readFileSync, writeFileSync } = require('node:fs');
const { dirname, join, posix, relative, sep } = require('node:path');
const ts = require('typescript');

const root = dirname(__dirname);

/**
 * @typedef {object} Source a source file and what it imports; paths are relative to the root
 * @property {string} file
 * @property {string[]} imports files with their extension, and module names; including type-only imports
 * @property {string[]} modules the imported modules, without type-only imports
 */

/** @returns {Source[]} sorted by file */
function sources() {
	return ['credentials', 'nodes']
		.flatMap((folder) => readdirSync(join(root, folder), { recursive: true, withFileTypes: true }))
		.filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
		.map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
		.sort()
		.map((file) => {
			const text = readFileSync(join(root, file), 'utf8');
			const { statements } = ts.createSourceFile(file, text, ts.ScriptTarget.Latest);
			const declared = statements.filter(ts.isImportDeclaration).map((statement) => ({
				name: statement.moduleSpecifier.text,
				isType: statement.importClause?.isTypeOnly === true,
			}));
			const pathOf = (name) => `${posix.join(posix.dirname(file), name)}.ts`;
			return {
				file,
				imports: declared.map(({ name }) => (name.startsWith('.') ? pathOf(name) : name)),
				modules: declared
					.filter(({ name, isType }) => !isType && !name.startsWith('.'))
					.map(({ name }) => name),
			};
		});
}

const width = 760;
const lineHeight = 17;
const headHeight = 30;
const rowGap = 60;
const letter = 7.3;

const unique = (list) => [...new Set(list)];

/** All webhook triggers look alike, so they share one box. */
const boxOf = (path) => posix.dirname(path).replace(/\w+Trigger$/, 'SiteGpt...Trigger');

/** @param {Source[]} all */
function draw(all) {
	const arrows = unique(
		all.flatMap(({ file, imports }) =>
			imports
				.filter((name) => name.endsWith('.ts') && boxOf(name) !== boxOf(file))
				.map((name) => `${boxOf(file)} ${boxOf(name)}`),
		),
	).map((arrow) => arrow.split(' '));
	// How many rows above the lowest one a box must be for its arrows to point downward.
	const rankOf = (box) =>
		Math.max(0, ...arrows.filter(([from]) => from === box).map(([, to]) => 1 + rankOf(to)));

	const rows = [];
	for (const name of unique(all.map(({ file }) => boxOf(file)))) {
		(rows[rankOf(name)] ??= []).push(sizeOf(name, all));
	}

	let y = 20;
	const placed = new Map();
	for (const row of rows.reverse()) {
		const gap = (width - row.reduce((sum, box) => sum + box.width, 0)) / (row.length + 1);
		let x = gap;
		for (const box of row) {
			placed.set(box.name, { ...box, x: Math.round(x), y });
			x += box.width + gap;
		}
		y += Math.max(...row.map(({ height }) => height)) + rowGap;
	}
	return picture(placed, arrows, y - rowGap + 20);
}

function sizeOf(name, all) {
	const inside = all.filter(({ file }) => boxOf(file) === name);
	const files = inside.map(({ file }) => posix.basename(file));
	const modules = unique(inside.flatMap(({ modules }) => modules)).sort();
	const uses = modules.length > 0 ? `uses ${modules.join(', ')}` : 'uses no module';
	const columns = files.length > 4 ? 2 : 1;
	const longest = Math.max(...files.map((file) => file.length + 2)) * columns;
	return {
		name,
		columns,
		files,
		uses,
		width: Math.round(Math.max(name.length + 1, uses.length, longest) * letter + 28),
		height: headHeight + (Math.ceil(files.length / columns) + 1) * lineHeight + 10,
	};
}

function picture(placed, arrows, height) {
	const lines = arrows.map(([from, to]) => {
		const [a, b] = [placed.get(from), placed.get(to)];
		// Each arrow starts and ends on the side facing the other box.
		const edgeOf = (box, other) => {
			const share = (other.x + other.width / 2 - box.x) / box.width;
			return Math.round(box.x + box.width * Math.min(0.85, Math.max(0.15, share)));
		};
		const start = [edgeOf(a, b), a.y + a.height];
		const end = [edgeOf(b, a), b.y - 6];
		const middle = Math.round((start[1] + end[1]) / 2);
		return `<path d="M${start} C${start[0]},${middle} ${end[0]},${middle} ${end}"><title>${from} imports ${to}</title></path>`;
	});
	const boxes = [...placed.values()].map((box) => {
		const inRow = Math.ceil(box.files.length / box.columns);
		const line = (text, x, y, kind = '') =>
			`<text${kind} x="${Math.round(x)}" y="${y}">${text}</text>`;
		const [left, top] = [box.x + 14, box.y + headHeight + 13];
		return [
			`<rect x="${box.x}" y="${box.y}" width="${box.width}" height="${box.height}" rx="6"/>`,
			line(`${box.name}/`, left, box.y + 20, ' class="name"'),
			...box.files.map((file, index) =>
				line(
					file,
					left + Math.floor(index / inRow) * ((box.width - 14) / box.columns),
					top + (index % inRow) * lineHeight,
				),
			),
			line(box.uses, left, top + inRow * lineHeight + 2, ' class="uses"'),
		].join('\n\t');
	});
	return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">
	<title>What imports what in nodes/ and credentials/</title>
	<style>
		text { font: 12px ui-monospace, monospace; fill: #24292f; }
		.name { font-weight: bold; }
		.uses { fill: #0969da; }
		rect { fill: #f6f8fa; stroke: #8c959f; }
		path { fill: none; stroke: #57606a; marker-end: url(#head); }
		#head path { fill: #57606a; stroke: none; }
		@media (prefers-color-scheme: dark) {
			text { fill: #e6edf3; }
			.uses { fill: #58a6ff; }
			rect { fill: #161b22; }
			path { stroke: #8b949e; }
			#head path { fill: #8b949e; }
		}
	</style>
	<marker id="head" viewBox="0 0 8 8" refX="4" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0,0 8,4 0,8z"/></marker>
	${lines.join('\n\t')}
	${boxes.join('\n\t')}
</svg>
`;
}

module.exports = { sources, draw };

if (require.main === module) writeFileSync(join(root, 'docs', 'house.svg'), draw(sources()));
