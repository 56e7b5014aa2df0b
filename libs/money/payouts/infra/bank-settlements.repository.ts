import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import type { SaidOfOrder, Settlement } from '../domain/bank-orders.js';

/** What somebody of the staff has said of an order. */
export interface SettlementRow extends Omit<Settlement, 'state'> {
  state: SaidOfOrder;
  reference: string;
  /** Counted from 1. */
  number: number;
  reason: string;
  said_by: string;
  said_at: Date;
}

/** The operator's own: under her scope. */
@Injectable()
export class BankSettlementsRepository {
  constructor(private readonly database: Database) {}

  /** The last hundred, in their order. */
  async of(reference: string): Promise<SettlementRow[]> {
    const rows = await this.database.query<SettlementRow>('SELECT reference, number, state, debited_minor, reason, said_by, said_at FROM payouts.bank_settlement WHERE reference = $1 ORDER BY number DESC LIMIT 100', [reference]);
    return rows.reverse();
  }

  async add(row: SettlementRow): Promise<void> {
    await this.database.execute('INSERT INTO payouts.bank_settlement (reference, number, state, debited_minor, reason, said_by, said_at) VALUES ($1, $2, $3, $4, $5, $6, $7)', [row.reference, row.number, row.state, row.debited_minor, row.reason, row.said_by, row.said_at]);
  }
}
