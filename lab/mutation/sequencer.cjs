const { readFileSync } = require('node:fs');
const { basename } = require('node:path');
const { default: Sequencer } = require('@jest/test-sequencer');

/**
 * The first test that fails ends the run, so those named like the changed file come first, and those that take seconds
 * because they load n8n or run histories last.
 */
module.exports = class extends Sequencer {
	constructor({ globalConfig }) {
		super({});
		this.changed = globalConfig.nonFlagArgs?.map((path) => basename(path, '.ts')) ?? [];
	}

	sort(tests) {
		const order = (test) => (this.isNamesake(test) ? -1 : +isSlow(test));
		return tests.toSorted((a, b) => order(a) - order(b));
	}

	isNamesake({ path }) {
		return this.changed.includes(basename(path, '.test.ts'));
	}
};

function isSlow({ path }) {
	return /realClient|n8n-core|registerTrigger|runHistory/.test(readFileSync(path, 'utf8'));
}
