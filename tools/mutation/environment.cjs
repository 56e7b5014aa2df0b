const { TestEnvironment } = require('jest-environment-node');

/**
 * Ends a file of tests with its first failure, as `bail` ends a run: one is enough to have found a fault. What that test has left mocked of Node's own modules is put back: they are the same for all runs
 * of a process, and whoever found one fault must not find the next.
 */
module.exports = class extends TestEnvironment {
  isFound = false;

  async teardown() {
    this.moduleMocker?.restoreAllMocks();
    await super.teardown();
  }

  handleTestEvent({ name, test }) {
    if (name === 'test_done' && test.errors.length > 0) this.isFound = true;
    if (name === 'test_start' && this.isFound) test.mode = 'skip';
  }
};
