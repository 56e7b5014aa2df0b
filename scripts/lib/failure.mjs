/** Something the person at the terminal can put right. It is shown as one sentence, without a stack. */
export class Failure extends Error {}

/**
 * Runs a script's main function. A Failure ends the process with its sentence and exit code 1; anything else is a bug of ours and keeps its stack.
 * @param {() => Promise<number | void>} main resolves to the exit code
 */
export async function runScript(main) {
  // Should main ever wait for something that cannot come, Node ends quietly: that is no success.
  process.exitCode = 1;
  try {
    process.exitCode = (await main()) ?? 0;
  } catch (error) {
    if (error instanceof Failure) process.stderr.write(`${error.message}\n`);
    else process.stderr.write(`${error?.stack ?? error}\n`);
  }
}
