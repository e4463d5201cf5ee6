const { readFileSync } = require('node:fs');
const { join, relative } = require('node:path');

/** Gives Jest the compiled code with the switches in it, which prepare.ts has written. */
module.exports = {
	process(_source, path, { config, transformerConfig }) {
		const file = join(transformerConfig.folder, `${relative(config.rootDir, path)}.js`);
		return { code: readFileSync(file, 'utf8') };
	},
};
