import { randomBytes } from 'node:crypto';
import { rename, rm } from 'node:fs/promises';
import PostalMime from 'postal-mime';
import { Journal } from '../journal.js';

/** The oldest go when there are more. */
const KEPT = 1000;

/** A message as it came over SMTP; `source` is its bytes in base64. */
interface Entry {
  readonly id: string;
  readonly received_at: number;
  readonly from: string;
  readonly to: readonly string[];
  readonly source: string;
}

/** A message as it is shown. `received_at` in Unix seconds; `to` are the addresses it was really sent to. */
export interface Message {
  readonly id: string;
  readonly received_at: number;
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string | null;
  readonly html: string | null;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly attachments: readonly { readonly filename: string; readonly mime_type: string; readonly bytes: number }[];
}

/** The last thousand messages, in a file that is written anew when it holds twice as many. */
export class Messages {
  private kept: { readonly entry: Entry; readonly message: Message }[] = [];
  private journal!: Journal<Entry>;
  private rewriting: Promise<void> = Promise.resolve();

  private constructor(private readonly file: string) {}

  static async open(file: string): Promise<Messages> {
    const messages = new Messages(file);
    const entries: Entry[] = [];
    messages.journal = await Journal.open<Entry>(file, (entry) => {
      entries.push(entry);
      if (entries.length > KEPT) entries.shift();
    });
    for (const entry of entries) messages.kept.push({ entry, message: await parse(entry) });
    await messages.rewriteWhenLong();
    return messages;
  }

  /** Keeps a message; when this resolves it is on disk. */
  async add(received_at: number, from: string, to: readonly string[], source: Buffer): Promise<Message> {
    const entry: Entry = { id: `msg_${randomBytes(9).toString('hex')}`, received_at, from, to, source: source.toString('base64') };
    const message = await parse(entry);
    await this.rewriting;
    this.kept.push({ entry, message });
    if (this.kept.length > KEPT) this.kept.shift();
    await this.journal.append([entry]);
    await this.rewriteWhenLong();
    return message;
  }

  /** Newest first. `to` compares whole addresses, without regard to case. */
  list(to: string | null, limit: number): Message[] {
    const wanted = to?.toLowerCase();
    const found = this.kept.filter(({ message }) => wanted === undefined || message.to.some((address) => address.toLowerCase() === wanted));
    return found
      .slice(-limit)
      .reverse()
      .map(({ message }) => message);
  }

  find(id: string): Message | undefined {
    return this.kept.find(({ message }) => message.id === id)?.message;
  }

  source(id: string): Buffer | undefined {
    const found = this.kept.find(({ entry }) => entry.id === id);
    return found ? Buffer.from(found.entry.source, 'base64') : undefined;
  }

  async close(): Promise<void> {
    await this.rewriting;
    await this.journal.close();
  }

  private async rewriteWhenLong(): Promise<void> {
    await this.rewriting;
    if (this.journal.length > 2 * KEPT) this.rewriting = this.rewrite();
    await this.rewriting;
  }

  private async rewrite(): Promise<void> {
    const fresh = `${this.file}.new`;
    await rm(fresh, { force: true });
    const journal = await Journal.open<Entry>(fresh, () => undefined);
    await Promise.all(this.kept.map(({ entry }) => journal.append([entry])));
    await this.journal.close();
    // The open file keeps its place under the new name.
    await rename(fresh, this.file);
    const old = this.journal;
    this.journal = journal;
    await old.close();
  }
}

async function parse(entry: Entry): Promise<Message> {
  const mail = await PostalMime.parse(Buffer.from(entry.source, 'base64'));
  return {
    id: entry.id,
    received_at: entry.received_at,
    from: entry.from,
    to: entry.to,
    subject: mail.subject ?? '',
    text: mail.text ?? null,
    html: mail.html ?? null,
    headers: mail.headers.map(({ key, value }) => ({ name: key, value })),
    attachments: mail.attachments.map(({ filename, mimeType, content }) => ({
      filename: filename ?? 'unnamed',
      mime_type: mimeType,
      bytes: typeof content === 'string' ? Buffer.byteLength(content) : content.byteLength,
    })),
  };
}
