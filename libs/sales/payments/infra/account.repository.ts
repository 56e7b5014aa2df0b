import { Injectable } from '@nestjs/common';
import { Envelope } from '#platform/crypto/envelope';
import type { SealedColumn } from '#platform/crypto/sealed-columns';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { isOfStudioSql } from '../contracts/ids.js';
import type { AccountCheck, AccountProvider } from '../contracts/queries.js';
import type { AccountRow } from './rows.js';

/** What is sealed of one. */
export interface AccountSecrets { secret_key: string; webhook_secret: string }

const placeOf = (id: string): string => `payments.account|credentials_sealed|${id}`;

export const ACCOUNTS_SEALED: SealedColumn = { table: 'payments.account', column: 'credentials_sealed', tenant: 'game_id', key: 'id', place: placeOf, form: 'bytes' };

const daysBefore = (now: Date, days: number): Date => new Date(now.getTime() - days * 86_400_000);

const ends = (secret: string): string => secret.slice(-4);

export type NewAccount = Pick<AccountRow, 'id' | 'methods' | 'publishable_key' | 'takes_real_money'> & { provider: AccountProvider; check: AccountCheck } & AccountSecrets;

/** For how long a payment may still be given back or disputed: until then its account is needed. */
const NEEDED_DAYS = 180;
/** For how long money may still come of an attempt that we ended: a voucher that was called off may have been paid meanwhile. */
const MAY_COME_DAYS = 14;

/** Accounts of studios as rows of their game. What is shown of a secret is its end. */
@Injectable()
export class AccountRepository {
  constructor(private readonly database: Database, private readonly envelope: Envelope) {}

  list(): Promise<AccountRow[]> {
    return this.database.query<AccountRow>('SELECT * FROM payments.account WHERE game_id = $1 ORDER BY id DESC LIMIT 100', [currentScope().gameId]);
  }

  find(id: string): Promise<AccountRow | undefined> {
    return this.database.one<AccountRow>('SELECT * FROM payments.account WHERE game_id = $1 AND id = $2', [currentScope().gameId, id]);
  }

  /** Until the end of the transaction nobody else changes it, nor begins an attempt with it. */
  hold(id: string): Promise<AccountRow | undefined> {
    return this.database.one<AccountRow>('SELECT * FROM payments.account WHERE game_id = $1 AND id = $2 FOR UPDATE', [currentScope().gameId, id]);
  }

  /** The one that new attempts are made with. `holds`: it stays that until the end of the transaction. */
  inUse(holds = false): Promise<AccountRow | undefined> {
    return this.database.one<AccountRow>(`SELECT * FROM payments.account WHERE game_id = $1 AND state = 'in_use'${holds ? ' FOR SHARE' : ''}`, [currentScope().gameId]);
  }

  /** Null: it was removed. */
  opened(row: Pick<AccountRow, 'game_id' | 'id' | 'credentials_sealed'>): AccountSecrets | null {
    return row.credentials_sealed && (JSON.parse(this.envelope.open(row.credentials_sealed, row.game_id, placeOf(row.id))) as AccountSecrets);
  }

  /** The new one is in use, the one before keeps what was begun with it. With the way from its address to its game. */
  async insert({ secret_key, webhook_secret, check, ...row }: NewAccount, now: Date): Promise<void> {
    const { gameId, actor } = currentScope();
    // Two at once: the second finds the first in use.
    await this.database.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`payments.account:${gameId}`]);
    await this.database.execute(`UPDATE payments.account SET state = 'retired', changed_by = $2, changed_at = $3 WHERE game_id = $1 AND state = 'in_use'`, [gameId, actor.id, now]);
    await this.database.execute(
      `WITH made AS (
         INSERT INTO payments.account (game_id, id, provider, credentials_sealed, secret_key_ends, webhook_secret_ends, publishable_key, methods, takes_real_money, state, checked_at, check_outcome, added_by, added_at, changed_by, changed_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'in_use', $10, $11, $12, $10, $12, $10) RETURNING id)
       INSERT INTO platform.route (kind, handle, game_id, target_id) SELECT '${ACCOUNT_ROUTE}', id, $1, id FROM made`,
      [gameId, row.id, row.provider, this.sealed(row.id, { secret_key, webhook_secret }), ends(secret_key), ends(webhook_secret), row.publishable_key, row.methods, row.takes_real_money, now, check, actor.id]);
  }

  /** Other keys of the same account; false: it was removed. */
  async rotate(id: string, { secret_key, webhook_secret, publishable_key, methods }: AccountSecrets & Pick<AccountRow, 'publishable_key' | 'methods'>, check: AccountCheck, now: Date): Promise<boolean> {
    const { gameId, actor } = currentScope();
    return (await this.database.execute(
      `UPDATE payments.account SET credentials_sealed = $3, secret_key_ends = $4, webhook_secret_ends = $5, publishable_key = $6, methods = $7, checked_at = $8, check_outcome = $9, changed_by = $10, changed_at = $8
        WHERE game_id = $1 AND id = $2 AND state <> 'removed'`,
      [gameId, id, this.sealed(id, { secret_key, webhook_secret }), ends(secret_key), ends(webhook_secret), publishable_key, methods, now, check, actor.id])) > 0;
  }

  async checked(id: string, check: AccountCheck, now: Date): Promise<void> {
    await this.database.execute(`UPDATE payments.account SET checked_at = $3, check_outcome = $4 WHERE game_id = $1 AND id = $2 AND state <> 'removed'`, [currentScope().gameId, id, now, check]);
  }

  /** The keys are gone; that it was there stays, for its payments name it. */
  async remove(id: string, now: Date): Promise<void> {
    const { gameId, actor } = currentScope();
    await this.database.execute(`UPDATE payments.account SET state = 'removed', credentials_sealed = NULL, changed_by = $3, changed_at = $4 WHERE game_id = $1 AND id = $2`, [gameId, id, actor.id, now]);
  }

  /** What has yet to end at this account, may still come to it or back from it: attempts, those of two weeks that took nothing, refunds, disputes, and money that was taken half a year ago at most. */
  async openOf(provider: string, now: Date): Promise<number> {
    const row = await this.database.one<{ open: bigint }>(
      `SELECT count(*) AS open FROM payments.payment p WHERE p.game_id = $1 AND p.provider = $2 AND ${isOfStudioSql('p.provider')} AND (
         p.status = 'created' OR (p.captured_minor = 0 AND p.created_at > $4) OR p.refunding_minor > p.refunded_minor OR p.dispute_stage = 'opened' OR (p.mismatched_at IS NOT NULL AND p.resolution IS NULL AND p.captured_minor = 0)
         OR (p.captured_minor > p.refunded_minor AND p.charged_back_at IS NULL AND p.captured_at > $3))`,
      [currentScope().gameId, provider, daysBefore(now, NEEDED_DAYS), daysBefore(now, MAY_COME_DAYS)]);
    return Number(row!.open);
  }

  /** The provider's own id of the last payment that was made with it: whoever has other keys of the same account finds it by them. */
  async lastPayment(provider: string): Promise<{ id: string; provider_reference: string } | undefined> {
    return this.database.one(`SELECT p.id, p.provider_reference FROM payments.payment p WHERE p.game_id = $1 AND p.provider = $2 AND ${isOfStudioSql('p.provider')} AND p.provider_reference IS NOT NULL ORDER BY p.id DESC LIMIT 1`, [currentScope().gameId, provider]);
  }

  private sealed(id: string, secrets: AccountSecrets): Buffer {
    return this.envelope.seal(JSON.stringify(secrets), currentScope().gameId, placeOf(id));
  }
}

/** The kind of way by which the address of an account leads to its game. */
export const ACCOUNT_ROUTE = 'psp-account';
