import { CommandHandler, type ICommandHandler, type IQueryHandler, QueryHandler } from '@nestjs/cqrs';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { isCalendarDate } from '#platform/kernel/calendar-date';
import { Clock, unixSeconds } from '#platform/kernel/clock';
import { Command, Query } from '#platform/kernel/messages';
import { DateInvalid } from '../contracts/errors.js';
import { newSaleBlockId } from '../contracts/ids.js';
import { readSaleBlock, type SaleBlock, type ToldSaleBlock } from '../domain/sale-blocks.js';
import { shippedTables } from '../infra/rate-files.js';

/** Blocks a place from its first day on: it is on the safe side, so one of the staff is enough. Two end it, by a tax change of the kind `ending`. Throws `tax.sale_block_invalid`. */
export class PlaceSaleBlock extends Command<{ id: string }> {
  static readonly context = 'money/tax';
  constructor(
    readonly told: ToldSaleBlock,
    readonly why: { reason: string; source_url: string | null },
  ) {
    super();
  }
}

@CommandHandler(PlaceSaleBlock)
export class PlaceSaleBlockHandler implements ICommandHandler<PlaceSaleBlock> {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  async execute({ told, why }: PlaceSaleBlock): Promise<{ id: string }> {
    const now = this.clock.now();
    const { territory, region, postcode_prefixes, reason_code, valid_from } = readSaleBlock(told, shippedTables(), now.toISOString().slice(0, 10));
    const id = newSaleBlockId();
    await this.database.execute(
      'INSERT INTO tax.sale_block (id, territory, region, postcode_prefixes, reason_code, reason, source_url, valid_from, placed_by, placed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)',
      [id, territory, region, postcode_prefixes, reason_code, why.reason, why.source_url, valid_from, currentScope().actor.id, now],
    );
    return { id };
  }
}

export interface SaleBlockView extends SaleBlock {
  reason: string;
  source_url: string | null;
  /** `stf_…` */
  placed_by: string;
  placed_at: number;
}

/** Blocks, newest first; with `on` those that hold on a day. @throws DateInvalid */
export class ListSaleBlocks extends Query<{ data: SaleBlockView[]; has_more: boolean }> {
  constructor(readonly wish: { id?: string; territory?: string; on?: string; starting_after?: string; limit: number }) {
    super();
  }
}

@QueryHandler(ListSaleBlocks)
export class ListSaleBlocksHandler implements IQueryHandler<ListSaleBlocks> {
  constructor(private readonly database: Database) {}

  async execute({ wish }: ListSaleBlocks): Promise<{ data: SaleBlockView[]; has_more: boolean }> {
    if (wish.on !== undefined && !isCalendarDate(wish.on)) throw new DateInvalid();
    const rows = await this.database.query<Omit<SaleBlockView, 'placed_at'> & { placed_at: Date }>(
      `SELECT id, territory, region, postcode_prefixes, reason_code, reason, source_url, valid_from::text, valid_to::text, placed_by, placed_at
         FROM (SELECT r.*, (SELECT min(e.last_day) FROM tax.ending e WHERE e.row_id = r.id) AS valid_to FROM tax.sale_block r) listed
        WHERE ($1::text IS NULL OR territory = $1) AND ($2::date IS NULL OR (valid_from <= $2 AND coalesce(valid_to >= $2, true))) AND ($3::text IS NULL OR id < $3) AND ($4::text IS NULL OR id = $4)
        ORDER BY id DESC LIMIT $5`,
      [wish.territory ?? null, wish.on ?? null, wish.starting_after ?? null, wish.id ?? null, wish.limit + 1],
    );
    return { data: rows.slice(0, wish.limit).map((row) => ({ ...row, placed_at: unixSeconds(row.placed_at) })), has_more: rows.length > wish.limit };
  }
}
