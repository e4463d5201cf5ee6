// The configuration in prepare.ts has its path.
const fc = require('fast-check/itself');

/** A test that fails has killed the mutant, so no smaller example is needed. */
function assert(property, parameters) {
	return fc.assert(property, { ...parameters, endOnFailure: true });
}

/** What the tests get as fast-check. */
module.exports = { ...fc, assert, default: { ...fc.default, assert } };
