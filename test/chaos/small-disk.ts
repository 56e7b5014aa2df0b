import { execFileSync } from 'node:child_process';
import { closeSync, cpSync, mkdirSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import path from 'node:path';

const MEGABYTE = 1_048_576;

/** A folder on a disk of its own that can be filled to the last byte: a tmpfs mounted over it, with what was in it. What lay in the folder before lies there again afterwards. */
export class SmallDisk {
  private readonly filler: string;

  private constructor(private readonly folder: string) {
    this.filler = path.join(folder, 'filler');
  }

  /** `spare`: megabytes beside what is in the folder now. Nobody may have a file of it open. */
  static over(folder: string, spare: number): SmallDisk {
    if (process.getuid?.() !== 0) throw new Error('This goal mounts a disk: run it as root');
    mkdirSync(folder, { recursive: true });
    const { uid, gid } = statSync(folder);
    const used = Number(execFileSync('du', ['-sm', folder], { encoding: 'utf8' }).split(/\s/)[0]);
    const aside = `${folder}.aside`;
    cpSync(folder, aside, { recursive: true, preserveTimestamps: true });
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${used + spare}m,mode=0700,uid=${uid},gid=${gid}`, 'none', folder]);
    cpSync(aside, folder, { recursive: true, preserveTimestamps: true });
    execFileSync('chown', ['-R', `${uid}:${gid}`, folder]);
    rmSync(aside, { recursive: true, force: true });
    return new SmallDisk(folder);
  }

  /** Takes all that is left, again and again while others give some back. */
  fill(): void {
    const file = openSync(this.filler, 'a');
    try {
      for (const size of [MEGABYTE, 4_096, 1]) writeUntilFull(file, Buffer.alloc(size, 1));
    } finally {
      closeSync(file);
    }
  }

  free(): void {
    rmSync(this.filler, { force: true });
  }

  remove(): void {
    execFileSync('umount', ['-l', this.folder]);
  }
}

function writeUntilFull(file: number, chunk: Buffer): void {
  try {
    for (;;) if (writeSync(file, chunk) < chunk.length) return;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  }
}
