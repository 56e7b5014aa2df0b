import { Injectable } from '@nestjs/common';
import { Envelope } from '#platform/crypto/envelope';
import type { SealedColumn } from '#platform/crypto/sealed-columns';
import { Database } from '#platform/database/database';
import { OPERATOR } from '#platform/kernel/scope';
import type { BankOrderState, KnownOrder } from '../domain/bank-orders.js';
import type { TransferOrder } from '../domain/payout-provider.js';
import type { DebitAccount } from './iso20022/pain-001.js';

const orderPlace = (reference: string): string => `payouts.bank_order|details_sealed|${reference}`;
const filePlace = (id: string): string => `payouts.bank_batch|file_sealed|${id}`;
export const BANK_ORDERS_SEALED: SealedColumn = { table: 'payouts.bank_order', column: 'details_sealed', tenant: OPERATOR, key: 'reference', place: orderPlace, form: 'bytes' };
export const BANK_FILES_SEALED: SealedColumn = { table: 'payouts.bank_batch', column: 'file_sealed', tenant: OPERATOR, key: 'id', place: filePlace, form: 'bytes' };

export interface BankOrderRow extends KnownOrder {
  reference: string;
  batch_id: string | null;
  debited_minor: bigint | null;
  reason_code: string | null;
}

export interface BatchRow {
  id: string;
  legal_entity: string;
  debit_currency: string;
  transactions: number;
  control_sum: string;
  sha256: string;
  made_by: string;
  made_at: Date;
  sent_by: string | null;
  sent_at: Date | null;
}

const ORDER = 'reference, debit_currency, currency, amount_minor, state, batch_id, debited_minor, reason_code, is_told, (SELECT b.debit_account FROM payouts.bank_batch b WHERE b.id = batch_id) AS debit_account';
const BATCH = 'id, legal_entity, debit_currency, transactions, control_sum, sha256, made_by, made_at, sent_by, sent_at';

/** The operator's own: under her scope. */
@Injectable()
export class BankOrdersRepository {
  constructor(private readonly database: Database, private readonly envelope: Envelope) {}

  accounts(): Promise<(DebitAccount & { set_by: string; set_at: Date })[]> {
    return this.database.query('SELECT legal_entity, currency, holder_name, country, iban, account_number, bic, set_by, set_at FROM payouts.debit_account ORDER BY legal_entity, currency LIMIT 1000', []);
  }

  account(legalEntity: string, currency: string): Promise<DebitAccount | undefined> {
    return this.database.one<DebitAccount>('SELECT legal_entity, currency, holder_name, country, iban, account_number, bic FROM payouts.debit_account WHERE legal_entity = $1 AND currency = $2', [legalEntity, currency]);
  }

  async setAccount(account: DebitAccount, by: string, at: Date): Promise<void> {
    await this.database.execute(
      `INSERT INTO payouts.debit_account (legal_entity, currency, holder_name, country, iban, account_number, bic, set_by, set_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
       ON CONFLICT (legal_entity, currency) DO UPDATE SET holder_name = excluded.holder_name, country = excluded.country, iban = excluded.iban, account_number = excluded.account_number, bic = excluded.bic, set_by = excluded.set_by, set_at = excluded.set_at`,
      [account.legal_entity, account.currency, account.holder_name, account.country, account.iban, account.account_number, account.bic, by, at]);
  }

  async removeAccount(legalEntity: string, currency: string): Promise<boolean> {
    return (await this.database.execute('DELETE FROM payouts.debit_account WHERE legal_entity = $1 AND currency = $2', [legalEntity, currency])) > 0;
  }

  /** Once per payout: what stands there stays. */
  async order(legalEntity: string, debitCurrency: string, order: TransferOrder, at: Date): Promise<void> {
    await this.database.execute(
      `INSERT INTO payouts.bank_order (reference, legal_entity, debit_currency, currency, amount_minor, details_sealed, ordered_at, state) VALUES ($1, $2, $3, $4, $5, $6, $7, 'waiting') ON CONFLICT DO NOTHING`,
      [order.reference, legalEntity, debitCurrency, order.currency, order.amount_minor, this.envelope.seal(JSON.stringify(order), OPERATOR, orderPlace(order.reference)), at]);
  }

  find(reference: string): Promise<BankOrderRow | undefined> {
    return this.database.one<BankOrderRow>(`SELECT ${ORDER} FROM payouts.bank_order WHERE reference = $1`, [reference]);
  }

  /** Held to the end of the transaction: a return and whoever asks whether it was booked never pass each other. */
  hold(references: readonly string[]): Promise<BankOrderRow[]> {
    return this.database.query<BankOrderRow>(`SELECT ${ORDER} FROM payouts.bank_order WHERE reference = ANY ($1::text[]) ORDER BY reference FOR UPDATE`, [references]);
  }

  /** From now on the payout is believed to be paid. */
  told(reference: string): Promise<BankOrderRow | undefined> {
    return this.database.one<BankOrderRow>(`UPDATE payouts.bank_order SET is_told = true WHERE reference = $1 AND state = 'booked' RETURNING ${ORDER}`, [reference]);
  }

  async settle(reference: string, to: { state: 'booked' | 'rejected'; reason_code: string | null; bank_reference: string | null; debited_minor: bigint | null }): Promise<void> {
    await this.database.execute('UPDATE payouts.bank_order SET state = $2, reason_code = $3, bank_reference = coalesce($4, bank_reference), debited_minor = $5 WHERE reference = $1', [reference, to.state, to.reason_code, to.bank_reference, to.debited_minor]);
  }

  /** Those that wait for a file, held; what another one takes is left to it. */
  async waiting(legalEntity: string, debitCurrency: string, max: number): Promise<TransferOrder[]> {
    const rows = await this.database.query<{ reference: string; details_sealed: Buffer }>(
      `SELECT reference, details_sealed FROM payouts.bank_order WHERE legal_entity = $1 AND debit_currency = $2 AND state = 'waiting' ORDER BY reference LIMIT $3 FOR UPDATE SKIP LOCKED`, [legalEntity, debitCurrency, max]);
    return rows.map(({ reference, details_sealed }) => JSON.parse(this.envelope.open(details_sealed, OPERATOR, orderPlace(reference))) as TransferOrder);
  }

  async addBatch(batch: Omit<BatchRow, 'sent_by' | 'sent_at'> & { debit_account: string }, file: string, references: readonly string[]): Promise<void> {
    await this.database.execute(
      'INSERT INTO payouts.bank_batch (id, legal_entity, debit_currency, transactions, control_sum, file_sealed, sha256, made_by, made_at, debit_account) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)',
      [batch.id, batch.legal_entity, batch.debit_currency, batch.transactions, batch.control_sum, this.envelope.seal(file, OPERATOR, filePlace(batch.id)), batch.sha256, batch.made_by, batch.made_at, batch.debit_account]);
    await this.database.execute(`UPDATE payouts.bank_order SET state = 'in_file', batch_id = $1 WHERE reference = ANY ($2::text[]) AND state = 'waiting'`, [batch.id, references]);
  }

  batches(limit: number, before: string | null): Promise<BatchRow[]> {
    return this.database.query<BatchRow>(`SELECT ${BATCH} FROM payouts.bank_batch WHERE ($1::text IS NULL OR id < $1) ORDER BY id DESC LIMIT $2`, [before, limit]);
  }

  batch(id: string): Promise<BatchRow | undefined> {
    return this.database.one<BatchRow>(`SELECT ${BATCH} FROM payouts.bank_batch WHERE id = $1`, [id]);
  }

  async file(id: string): Promise<string | null> {
    const row = await this.database.one<{ file_sealed: Buffer }>('SELECT file_sealed FROM payouts.bank_batch WHERE id = $1', [id]);
    return row ? this.envelope.open(row.file_sealed, OPERATOR, filePlace(id)) : null;
  }

  async sent(id: string, by: string, at: Date): Promise<void> {
    await this.database.execute('UPDATE payouts.bank_batch SET sent_by = $2, sent_at = $3 WHERE id = $1 AND sent_at IS NULL', [id, by, at]);
    await this.database.execute(`UPDATE payouts.bank_order SET state = 'sent' WHERE batch_id = $1 AND state = 'in_file'`, [id]);
  }

  async ofBatch(id: string): Promise<{ reference: string; state: BankOrderState; reason_code: string | null }[]> {
    return this.database.query('SELECT reference, state, reason_code FROM payouts.bank_order WHERE batch_id = $1 ORDER BY reference LIMIT 10000', [id]);
  }
}
