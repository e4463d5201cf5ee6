const fc = require('fast-check');

// A test that fails has killed the mutant. No smaller example is needed.
fc.configureGlobal({ ...fc.readConfigureGlobal(), endOnFailure: true });
