/** What to add to the monotonic time of this process for the milliseconds since 1970. */
let origin = Date.now() - performance.now();

/**
 * Milliseconds since 1970, as this process knows them: those of its machine when it started, of the database once `DatabaseTime` has asked it. It goes on whatever happens to the
 * clock of the machine meanwhile.
 */
export const processTime = (): number => origin + performance.now();

/** From now on it is `milliseconds`, and goes on from there. */
export function setProcessTime(milliseconds: number): void {
  origin = milliseconds - performance.now();
}

/** The only source of time in business code. Sandbox games may run on a test clock that is ahead. */
export abstract class Clock {
  abstract now(): Date;
  nowSeconds(): number {
    return Math.floor(this.now().getTime() / 1000);
  }
}

export class SystemClock extends Clock {
  now(): Date {
    return new Date(processTime());
  }
}

/** Stands still until it is moved: for tests. */
export class FrozenClock extends Clock {
  constructor(private at: Date) {
    super();
  }
  now(): Date {
    return new Date(this.at);
  }
  advanceSeconds(seconds: number): void {
    this.at = new Date(this.at.getTime() + seconds * 1000);
  }
}

/** Unix seconds as the API writes them. */
export function unixSeconds(at: Date): number {
  return Math.floor(at.getTime() / 1000);
}

export function unixSecondsOrNull(at: Date | null | undefined): number | null {
  return at ? unixSeconds(at) : null;
}

export function fromUnixSeconds(seconds: number): Date {
  return new Date(seconds * 1000);
}

/** By how many seconds the clock is ahead of that of the machine: for packages that read the machine's and take a difference. */
export function aheadOfMachineSeconds(clock: Clock): number {
  return Math.round((clock.now().getTime() - Date.now()) / 1000);
}
