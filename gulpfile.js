const { execFileSync } = require('node:child_process');
const { mkdirSync, rmSync, writeFileSync } = require('node:fs');
const { dirname, join } = require('node:path');
const { dest, parallel, series, src } = require('gulp');

const dist = join(__dirname, 'dist');

async function clean() {
	rmSync(dist, { recursive: true, force: true });
}

async function compile() {
	const tsc = require.resolve('typescript/bin/tsc');
	execFileSync(process.execPath, [tsc, '--project', __dirname], { stdio: 'inherit' });
}

/** What n8n reads in addition to the nodes: icons and codex files. */
function assets() {
	// A text encoding would change the bytes of an icon.
	return src('nodes/**/*.{svg,node.json}', { encoding: false }).pipe(dest('dist/nodes'));
}

/**
 * Makes JSON Schemas from the nodes' zod schemas: the previews that n8n's editor shows for the action
 * node, and one schema per kind of item for people who work with the triggers' items.
 */
async function schemas() {
	const z = require('zod/v4');
	const compiled = (file) => require(join(dist, 'nodes', file));
	const preview = (...names) => `nodes/SiteGpt/__schema__/v1.0.0/${names.join('/')}.json`;
	const files = {};
	for (const { value: resource, operations } of compiled('SiteGpt/resources').resources) {
		for (const { value, output } of operations) files[preview(resource, value)] = output;
	}
	for (const { name, itemSchema } of compiled('events/all').allEvents) {
		files[`schemas/${name}.json`] = itemSchema;
	}
	const { itemSchemas } = compiled('polling/sources/itemSchemas');
	for (const [name, schema] of Object.entries(itemSchemas)) files[`schemas/${name}.json`] = schema;
	for (const [file, schema] of Object.entries(files)) {
		const path = join(dist, file);
		mkdirSync(dirname(path), { recursive: true });
		const jsonSchema = z.toJSONSchema(schema);
		simplify(jsonSchema);
		writeFileSync(path, `${JSON.stringify(jsonSchema, null, '\t')}\n`);
	}
}

/** n8n's editor reads `type` but doesn't support `anyOf`; zod adds JavaScript's bounds to every integer. */
function simplify(schema) {
	if (typeof schema !== 'object' || schema === null) return;
	Object.values(schema).forEach(simplify);
	const [first, second] = schema.anyOf ?? [];
	if (second?.type === 'null' && first?.type) {
		delete schema.anyOf;
		Object.assign(schema, first, { type: [first.type, 'null'] });
	}
	if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
	if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
}

exports.build = series(clean, compile, parallel(assets, schemas));
exports.default = exports.build;
