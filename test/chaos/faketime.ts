import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const LIBRARIES = '/usr/lib';

/** Where Debian's package `faketime` puts what is preloaded into a process of many threads. */
function library(): string {
  const found = readdirSync(LIBRARIES).map((name) => path.join(LIBRARIES, name, 'faketime/libfaketimeMT.so.1')).find((file) => existsSync(file));
  if (!found) throw new Error('This goal needs libfaketime: apt-get install faketime');
  return found;
}

/** The clock of processes that are started with `env`: wrong by as much as was last said, from one reading to the next. What they measure by (CLOCK_MONOTONIC) is right. */
export class WrongClock {
  private readonly folder = mkdtempSync(path.join(os.tmpdir(), 'hubcraft-clock-'));
  private readonly file = path.join(this.folder, 'offset');
  readonly env: Record<string, string> = { LD_PRELOAD: library(), FAKETIME_TIMESTAMP_FILE: this.file, FAKETIME_NO_CACHE: '1', FAKETIME_DONT_FAKE_MONOTONIC: '1', DONT_FAKE_MONOTONIC: '1' };

  /** `offset` as faketime reads it: `+10m`, `-7m`, `+400d`. */
  constructor(offset: string) {
    this.set(offset);
  }

  set(offset: string): void {
    writeFileSync(this.file, `${offset}\n`);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
