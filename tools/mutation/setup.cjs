// A fault is found by the first example that fails; the search for a smaller one takes longer than the rest of the run, and is taken for a hang.
require('fast-check').configureGlobal({ endOnFailure: true });
