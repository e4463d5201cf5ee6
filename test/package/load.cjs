// Loads a package as n8n does and prints what it found. Usage: node load.cjs <folder of the package>
require('reflect-metadata');
const { PackageDirectoryLoader } = require('n8n-core');

async function main() {
	const start = process.hrtime.bigint();
	const loader = new PackageDirectoryLoader(process.argv[2]);
	await loader.loadAll();
	const { types, known, loadedNodes, nodesByCredential } = loader;
	const milliseconds = Number(process.hrtime.bigint() - start) / 1e6;
	const result = { types, known, loadedNodes, nodesByCredential, milliseconds };
	console.log(JSON.stringify({ result }));
}

main().catch((error) => {
	console.error(error);
	process.exitCode = 1;
});
