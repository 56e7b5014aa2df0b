import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Config } from '#platform/config/config';
import { randomToken, tokenHash } from '#platform/crypto/envelope';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { unixSeconds, unixSecondsOrNull } from '#platform/kernel/clock';
import { Command, Query } from '#platform/kernel/messages';
import { BatchLinkExpired, BatchNotFound } from '../contracts/errors.js';
import { BatchesRepository } from '../infra/batches.repository.js';
import type { BatchRow, DeliveryRow } from '../infra/rows.js';
import { linkTo } from './batching.js';
import { statusOf, type DeliveryStatus, type Page } from './delivery-queries.js';

export interface BatchView {
  id: string;
  endpoint_id: string;
  /** Of the batch.ready that tells of it: to be looked at and replayed as any other. */
  delivery_id: string;
  /** How far that is. */
  status: DeliveryStatus;
  event_count: number;
  created_at: number;
  /** How often all of it was downloaded. */
  downloads: number;
  first_downloaded_at: number | null;
  last_downloaded_at: number | null;
}

type ReadRow = Omit<BatchRow, 'delivery_ids'> & Pick<DeliveryRow, 'has_succeeded' | 'state' | 'round'> & { event_count: number };

const READ = `SELECT b.id, b.endpoint_id, b.ready_delivery_id, cardinality(b.delivery_ids) AS event_count, b.created_at, b.downloads, b.first_downloaded_at, b.last_downloaded_at, d.has_succeeded, d.state, d.round
  FROM webhooks.batch b JOIN webhooks.delivery d ON d.game_id = b.game_id AND d.id = b.ready_delivery_id WHERE b.game_id = $1`;

function view(row: ReadRow): BatchView {
  return {
    id: row.id, endpoint_id: row.endpoint_id, delivery_id: row.ready_delivery_id, status: statusOf(row), event_count: row.event_count, created_at: unixSeconds(row.created_at), downloads: row.downloads,
    first_downloaded_at: unixSecondsOrNull(row.first_downloaded_at), last_downloaded_at: unixSecondsOrNull(row.last_downloaded_at),
  };
}

export interface BatchFilter {
  endpoint_id?: string;
  /** Whether all of it was downloaded at least once. */
  downloaded?: boolean;
  limit: number;
  starting_after?: string;
}

/** Newest first. */
export class ListBatches extends Query<Page<BatchView>> {
  constructor(readonly filter: BatchFilter) { super(); }
}

@QueryHandler(ListBatches)
export class ListBatchesHandler implements IQueryHandler<ListBatches> {
  constructor(private readonly database: Database) {}

  async execute({ filter }: ListBatches): Promise<Page<BatchView>> {
    const rows = await this.database.query<ReadRow>(
      `${READ} AND ($2::text IS NULL OR b.endpoint_id = $2) AND ($3::bool IS NULL OR (b.downloads > 0) = $3) AND ($4::text IS NULL OR b.id < $4) ORDER BY b.id DESC LIMIT $5`,
      [currentScope().gameId, filter.endpoint_id ?? null, filter.downloaded ?? null, filter.starting_after ?? null, filter.limit + 1],
    );
    const data = rows.slice(0, filter.limit).map(view);
    const has_more = rows.length > filter.limit;
    return { data, has_more, next_cursor: has_more ? data.at(-1)!.id : null };
  }
}

/** Throws `webhook_batch.not_found`. */
export class GetBatch extends Query<BatchView> {
  constructor(readonly batchId: string) { super(); }
}

@QueryHandler(GetBatch)
export class GetBatchHandler implements IQueryHandler<GetBatch> {
  constructor(private readonly database: Database) {}

  async execute({ batchId }: GetBatch): Promise<BatchView> {
    const row = await this.database.one<ReadRow>(`${READ} AND b.id = $2`, [currentScope().gameId, batchId]);
    if (!row) throw new BatchNotFound();
    return view(row);
  }
}

/** Makes another link to a batch, good for a day. Throws `webhook_batch.not_found`. */
export class CreateBatchLink extends Command<{ url: string; expires_at: number }> {
  static readonly context = 'reach/webhooks';
  constructor(readonly batchId: string) { super(); }
}

@CommandHandler(CreateBatchLink)
export class CreateBatchLinkHandler implements ICommandHandler<CreateBatchLink> {
  constructor(private readonly batches: BatchesRepository, private readonly config: Config) {}

  async execute({ batchId }: CreateBatchLink): Promise<{ url: string; expires_at: number }> {
    if (!(await this.batches.find(batchId))) throw new BatchNotFound();
    const token = randomToken();
    const until = await this.batches.addLink(batchId, tokenHash(token), false);
    return { url: linkTo(this.config.publicUrl, currentScope().gameId, batchId, token), expires_at: unixSeconds(until) };
  }
}

/** How many lines a batch has, for whoever holds a link to it. Throws `webhook_batch.not_found`, also for a link that there is not, and `webhook_batch.link_expired`. */
export class OpenBatch extends Query<{ event_count: number }> {
  constructor(readonly batchId: string, readonly token: string) { super(); }
}

@QueryHandler(OpenBatch)
export class OpenBatchHandler implements IQueryHandler<OpenBatch> {
  constructor(private readonly batches: BatchesRepository) {}

  async execute({ batchId, token }: OpenBatch): Promise<{ event_count: number }> {
    const link = await this.batches.link(batchId, tokenHash(token));
    const batch = link && (await this.batches.find(batchId));
    if (!batch) throw new BatchNotFound();
    if (link.is_over) throw new BatchLinkExpired();
    return { event_count: batch.delivery_ids.length };
  }
}

/** The lines `from` to `to` of a batch, from 1. */
export class ReadBatchLines extends Query<Buffer[]> {
  constructor(readonly batchId: string, readonly from: number, readonly to: number) { super(); }
}

@QueryHandler(ReadBatchLines)
export class ReadBatchLinesHandler implements IQueryHandler<ReadBatchLines> {
  constructor(private readonly batches: BatchesRepository) {}
  execute({ batchId, from, to }: ReadBatchLines): Promise<Buffer[]> {
    return this.batches.lines(batchId, from, to);
  }
}

/** All of a batch has left for whoever downloads it. */
export class RecordDownload extends Command<void> {
  static readonly context = 'reach/webhooks';
  constructor(readonly batchId: string) { super(); }
}

@CommandHandler(RecordDownload)
export class RecordDownloadHandler implements ICommandHandler<RecordDownload> {
  constructor(private readonly batches: BatchesRepository) {}
  execute({ batchId }: RecordDownload): Promise<void> {
    return this.batches.downloaded(batchId);
  }
}
