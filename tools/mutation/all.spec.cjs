// The tests of a module in one file: what Jest loads for each file of tests costs more than the tests of most of them, and all of it is loaded again for every fault.
for (const file of globalThis.mutationTests) require(file);
