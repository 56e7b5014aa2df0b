import { appendFileSync } from 'node:fs';

/**
 * Named places where a process can be made to die, for the tests that prove that nothing is lost there: before and after every commit of a unit of work, every run of a job and every call of
 * the outside world. They stand in the doors through which all of that goes, so no flow can be without them.
 *
 * `FAILPOINT=<name>`: the process kills itself (SIGKILL) when it passes there. `FAILPOINT_TRACE=<file>`: every name that is passed is added to the file, once. Without either there is no
 * function at all, and `failpoint?.(…)` does not even make the name. In production neither is listened to.
 */
export type Failpoint = (name: string) => void;

function fromEnvironment({ NODE_ENV, FAILPOINT, FAILPOINT_TRACE }: NodeJS.ProcessEnv): Failpoint | undefined {
  if (NODE_ENV === 'production' || (!FAILPOINT && !FAILPOINT_TRACE)) return undefined;
  const passed = new Set<string>();
  return (name) => {
    if (FAILPOINT_TRACE && !passed.has(name)) {
      passed.add(name);
      appendFileSync(FAILPOINT_TRACE, `${name}\n`);
    }
    if (name === FAILPOINT) process.kill(process.pid, 'SIGKILL');
  };
}

export const failpoint: Failpoint | undefined = fromEnvironment(process.env);

/** An outside call by its method and path, ids left out: `POST /payments/…/refund`. */
export function callName(method: string, url: URL): string {
  return `${method} ${url.pathname.split('/').map((part) => (/\d/.test(part) && part.length > 3 ? '…' : part)).join('/')}`;
}
