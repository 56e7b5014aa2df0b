import { createReadStream } from 'node:fs';
import { mkdir, open, truncate, type FileHandle } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/**
 * An append-only file of JSON lines. One line is one atomic group of entries: after a kill it is there as a whole or not at all.
 * What `append` resolved for survives `kill -9` and a power cut; concurrent appends share one fdatasync.
 */
export class Journal<Entry> {
  private waiting: { line: string; resolve: () => void; reject: (cause: unknown) => void }[] = [];
  private writing: Promise<void> | null = null;
  private broken: unknown = null;

  private constructor(
    private readonly file: FileHandle,
    private written: number,
  ) {}

  /**
   * Opens or creates the file and hands every entry of it to `replay`, in order. A torn last line (killed in the middle of a write, so never
   * acknowledged) is cut off; damage anywhere else throws, because guessing at books is worse than not starting.
   */
  static async open<Entry>(path: string, replay: (entry: Entry) => void): Promise<Journal<Entry>> {
    const folder = dirname(resolve(path));
    await mkdir(folder, { recursive: true });
    const file = await open(path, 'a', 0o600);
    const directory = await open(folder, 'r');
    await directory.sync();
    await directory.close();
    try {
      const { groups, goodBytes, totalBytes } = await readGroups(path, replay);
      if (goodBytes < totalBytes) await truncate(path, goodBytes);
      return new Journal<Entry>(file, groups);
    } catch (cause) {
      await file.close();
      throw cause;
    }
  }

  /** Number of groups in the file. */
  get length(): number {
    return this.written;
  }

  append(entries: readonly Entry[]): Promise<void> {
    return this.enqueue(`${JSON.stringify(entries)}\n`);
  }

  /** Resolves when everything appended before this call is on disk, so that a reader is never told what a crash could undo. */
  settled(): Promise<void> {
    if (this.writing === null && this.broken === null) return Promise.resolve();
    return this.enqueue('');
  }

  async close(): Promise<void> {
    await this.settled().catch(() => undefined);
    await this.file.close();
  }

  private enqueue(line: string): Promise<void> {
    if (this.broken !== null) return Promise.reject(this.broken);
    const durable = new Promise<void>((resolve, reject) => {
      this.waiting.push({ line, resolve, reject });
    });
    this.writing ??= this.drain();
    return durable;
  }

  private async drain(): Promise<void> {
    // One turn of the loop lets every request of this tick join the same fdatasync.
    await new Promise((resume) => setImmediate(resume));
    while (this.waiting.length > 0) {
      const group = this.waiting;
      this.waiting = [];
      try {
        await this.file.appendFile(group.map((one) => one.line).join(''));
        await this.file.datasync();
        this.written += group.filter((one) => one.line !== '').length;
        for (const one of group) one.resolve();
      } catch (cause) {
        // Memory is ahead of the disk now; nothing more may be acknowledged by this process.
        this.broken = cause;
        for (const one of [...group, ...this.waiting]) one.reject(cause);
        this.waiting = [];
      }
    }
    this.writing = null;
  }
}

async function readGroups<Entry>(path: string, replay: (entry: Entry) => void): Promise<{ groups: number; goodBytes: number; totalBytes: number }> {
  let groups = 0;
  let goodBytes = 0;
  let totalBytes = 0;
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    totalBytes += chunk.length;
    let bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    for (let end = bytes.indexOf(0x0a); end >= 0; end = bytes.indexOf(0x0a)) {
      for (const entry of parseGroup<Entry>(bytes.subarray(0, end), path, goodBytes)) replay(entry);
      groups += 1;
      goodBytes += end + 1;
      bytes = bytes.subarray(end + 1);
    }
    rest = bytes;
  }
  return { groups, goodBytes, totalBytes };
}

function parseGroup<Entry>(line: Buffer, path: string, offset: number): Entry[] {
  try {
    const group: unknown = JSON.parse(line.toString('utf8'));
    if (!Array.isArray(group)) throw new TypeError('not a group of entries');
    return group as Entry[];
  } catch (cause) {
    throw new Error(`The journal ${path} is damaged at byte ${offset}; it was not changed.`, { cause });
  }
}
