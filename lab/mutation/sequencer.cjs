const { readFileSync } = require('node:fs');
const { default: Sequencer } = require('@jest/test-sequencer');

/** The first test that fails ends the run, so those that load n8n, which takes seconds, come last. */
module.exports = class extends Sequencer {
	sort(tests) {
		return tests.toSorted((a, b) => loadsN8n(a) - loadsN8n(b));
	}
};

function loadsN8n({ path }) {
	return /realClient|n8n-core/.test(readFileSync(path, 'utf8'));
}
