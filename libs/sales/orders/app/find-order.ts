import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { FindOrderByReceipt } from '../contracts/queries.js';

@QueryHandler(FindOrderByReceipt)
export class FindOrderByReceiptHandler implements IQueryHandler<FindOrderByReceipt> {
  constructor(private readonly database: Database) {}

  async execute({ receiptNumber }: FindOrderByReceipt): Promise<string | null> {
    const row = await this.database.one<{ id: string }>('SELECT id FROM orders.order WHERE game_id = $1 AND receipt_number = $2', [currentScope().gameId, receiptNumber]);
    return row?.id ?? null;
  }
}
