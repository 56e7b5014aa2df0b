import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { firstDay, type Month } from '#platform/kernel/calendar-month';
import type { MappedAccount } from '../domain/general-ledger.js';

export interface AccountMapping {
  /** 0: nobody has said anything yet. */
  version: number;
  accounts: MappedAccount[];
  set_by: string | null;
  set_at: Date | null;
}

const NONE: AccountMapping = { version: 0, accounts: [], set_by: null, set_at: null };

@Injectable()
export class MappingsRepository {
  constructor(private readonly database: Database) {}

  async newest(): Promise<AccountMapping> {
    return (await this.database.one<AccountMapping>('SELECT version, accounts, set_by, set_at FROM books.account_mapping ORDER BY version DESC LIMIT 1', [])) ?? NONE;
  }

  async find(version: number): Promise<AccountMapping> {
    return (await this.database.one<AccountMapping>('SELECT version, accounts, set_by, set_at FROM books.account_mapping WHERE version = $1', [version])) ?? NONE;
  }

  /** The next version. Of two at once one waits for the other. */
  async add(accounts: readonly MappedAccount[], by: string, at: Date): Promise<void> {
    await this.database.query(`SELECT pg_advisory_xact_lock(hashtextextended('books.account_mapping', 0))`, []);
    await this.database.execute('INSERT INTO books.account_mapping (version, accounts, set_by, set_at) SELECT coalesce(max(version), 0) + 1, $1::jsonb, $2, $3 FROM books.account_mapping', [JSON.stringify(accounts), by, at]);
  }

  /** The version with which a closed month is exported: the newest one at its first export, and from then on that one. */
  async ofMonth(legalEntity: string, month: Month, at: Date): Promise<number> {
    await this.database.execute(
      `INSERT INTO books.exported_month (legal_entity, month, mapping_version, exported_at) SELECT $1, $2, coalesce(max(version), 0), $3 FROM books.account_mapping ON CONFLICT DO NOTHING`, [legalEntity, firstDay(month), at]);
    return (await this.database.one<{ mapping_version: number }>('SELECT mapping_version FROM books.exported_month WHERE legal_entity = $1 AND month = $2', [legalEntity, firstDay(month)]))!.mapping_version;
  }
}
