/**
 * n8n loads this first. For each package of nodes that n8n loads, it appends a line of JSON, { name, ms }, to
 * the file LOADING_TIME_FILE.
 */
const { appendFileSync } = require('node:fs');
const Module = require('node:module');

const file = process.env.LOADING_TIME_FILE;
const load = Module._load;
const wrapped = new Set();

Module._load = function (request, ...others) {
	const exports = load.call(this, request, ...others);
	if (file && request.endsWith('/package-directory-loader')) wrap(exports.PackageDirectoryLoader);
	return exports;
};

function wrap(Loader) {
	if (wrapped.has(Loader)) return;
	wrapped.add(Loader);
	const { loadAll } = Loader.prototype;
	Loader.prototype.loadAll = async function () {
		const started = performance.now();
		await loadAll.call(this);
		const ms = performance.now() - started;
		appendFileSync(file, `${JSON.stringify({ name: this.packageName, ms })}\n`);
	};
}
