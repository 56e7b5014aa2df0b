const { TestEnvironment } = require('jest-environment-node');

/** Ends a file of tests with its first failure, as `bail` ends a run: one is enough to have found a fault. */
module.exports = class extends TestEnvironment {
  isFound = false;

  handleTestEvent({ name, test }) {
    if (name === 'test_done' && test.errors.length > 0) this.isFound = true;
    if (name === 'test_start' && this.isFound) test.mode = 'skip';
  }
};
