import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { Commands, Queries } from '#platform/cqrs/doors';
import { systemScope, type Scope } from '#platform/kernel/scope';
import { Limits } from '#platform/limits/limits';
import { DownloadsBusy, TooManyDownloads } from '../contracts/errors.js';
import { OpenBatch, ReadBatchLines, RecordDownload } from './batches.js';

/** Of one batch: whoever is cut off tries again, and nobody fetches the same for ever. */
const DOWNLOADS = { capacity: 20, perSecond: 0.1 } as const;
/** Downloads at a time in this process, and how long one may take. */
const UNDER_WAY_MAX = 64;
const DEADLINE_MS = 15 * 60_000;
const LINES_AT_ONCE = 200;

/** Reads batches out of PostgreSQL, page by page as the other side takes them: neither the whole of one nor a transaction is held meanwhile. */
@Injectable()
export class BatchDownload {
  private underWay = 0;
  constructor(private readonly commands: Commands, private readonly queries: Queries, private readonly limits: Limits) {}

  /**
   * The lines of a batch, for whoever holds a link to it. Throws `webhook_batch.not_found`, `webhook_batch.link_expired`, `webhook_batch.too_many_downloads`, `webhook_batch.downloads_busy`. A stream that ends
   * before its end is destroyed, so that nobody takes a part for the whole; one that was taken to its end counts as a download.
   */
  async open(gameId: string, batchId: string, token: string): Promise<Readable> {
    const scope = systemScope(gameId, 'webhooks.batch');
    const { event_count } = await this.queries.ask(new OpenBatch(batchId, token), scope);
    const { allowed, retryAfterSeconds } = await this.limits.take(`webhooks.batch:${batchId}`, DOWNLOADS);
    if (!allowed) throw new TooManyDownloads(retryAfterSeconds);
    if (this.underWay >= UNDER_WAY_MAX) throw new DownloadsBusy();
    this.underWay++;
    const stream = Readable.from(this.lines(batchId, event_count, scope), { objectMode: false, signal: AbortSignal.timeout(DEADLINE_MS) });
    return stream.once('close', () => void this.underWay--);
  }

  private async *lines(batchId: string, count: number, scope: Scope): AsyncGenerator<Buffer> {
    for (let from = 1; from <= count; from += LINES_AT_ONCE) {
      const lines = await this.queries.ask(new ReadBatchLines(batchId, from, from + LINES_AT_ONCE - 1), scope);
      if (lines.length > 0) yield Buffer.concat(lines);
    }
    await this.commands.execute(new RecordDownload(batchId), scope);
  }
}
