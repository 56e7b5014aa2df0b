// What the tests of a mutation run get as `fast-check`. A fault is found by the first example that fails; the search for a smaller one takes longer than the rest of the run, and is taken for a hang.
const fc = require('../../node_modules/fast-check/lib/cjs/fast-check.js');
fc.configureGlobal({ endOnFailure: true });
module.exports = fc;
