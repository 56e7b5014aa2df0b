import { Injectable } from '@nestjs/common';
import { Envelope } from '#platform/crypto/envelope';
import type { SealedColumn } from '#platform/crypto/sealed-columns';
import { Database } from '#platform/database/database';
import type { Scope } from '#platform/kernel/scope';
import type { BankDetails } from '../domain/payout-provider.js';
import { scopeStudio } from './books.repository.js';
import { AccountRows, type AccountRow } from './rows.js';

const placeOf = (id: string): string => `payouts.account|details_sealed|${id}`;
export const ACCOUNT_DETAILS_SEALED: SealedColumn = { table: 'payouts.account', column: 'details_sealed', tenant: 'studio_id', key: 'id', place: placeOf, form: 'bytes' };

const ACCOUNTS_MAX = 200;
/** For how long everybody of the studio can see an account before money goes there. */
export const WAIT_SECONDS = 72 * 3_600;

@Injectable()
export class AccountsRepository {
  constructor(private readonly database: Database, private readonly envelope: Envelope) {}

  async add(row: Omit<AccountRow, 'studio_id' | 'details_sealed'>, details: BankDetails): Promise<void> {
    const studio_id = scopeStudio();
    await this.database.rows(AccountRows).insert({ ...row, studio_id, details_sealed: this.envelope.seal(JSON.stringify(details), studio_id, placeOf(row.id)) });
  }

  details(row: AccountRow): BankDetails {
    return JSON.parse(this.envelope.open(row.details_sealed, row.studio_id, placeOf(row.id))) as BankDetails;
  }

  find(id: string): Promise<AccountRow | undefined> {
    return this.database.one<AccountRow>('SELECT * FROM payouts.account WHERE studio_id = $1 AND id = $2', [scopeStudio(), id]);
  }

  /** Newest first. */
  list(environment: string): Promise<AccountRow[]> {
    return this.database.query<AccountRow>(`SELECT * FROM payouts.account WHERE studio_id = $1 AND environment = $2 ORDER BY id DESC LIMIT ${ACCOUNTS_MAX}`, [scopeStudio(), environment]);
  }

  /** Only a member who neither asked for it nor made the key that did: the statement says so, and a CHECK of the table once more. Of two at once one has confirmed. */
  confirm(id: string, environment: string, by: Scope['actor'], now: Date): Promise<AccountRow | undefined> {
    return this.database.one<AccountRow>(
      `UPDATE payouts.account SET confirmed_by = $4, confirmed_at = $5, usable_at = $5::timestamptz + make_interval(secs => ${WAIT_SECONDS})
        WHERE studio_id = $1 AND id = $2 AND environment = $3 AND confirmed_at IS NULL AND removed_at IS NULL AND $6::text = 'member' AND asked_by <> $4 AND asked_by_member IS DISTINCT FROM $4 RETURNING *`,
      [scopeStudio(), id, environment, by.id, now, by.kind]);
  }

  remove(id: string, environment: string, by: string, now: Date): Promise<AccountRow | undefined> {
    return this.database.one<AccountRow>('UPDATE payouts.account SET removed_by = $4, removed_at = $5 WHERE studio_id = $1 AND id = $2 AND environment = $3 AND removed_at IS NULL RETURNING *', [scopeStudio(), id, environment, by, now]);
  }

  /** The account of each currency that money goes to at that moment: the one that has become usable last. */
  usable(environment: string, now: Date): Promise<AccountRow[]> {
    return this.database.query<AccountRow>(
      `SELECT DISTINCT ON (currency) * FROM payouts.account WHERE studio_id = $1 AND environment = $2 AND removed_at IS NULL AND usable_at <= $3 ORDER BY currency, usable_at DESC, id DESC`, [scopeStudio(), environment, now]);
  }
}
