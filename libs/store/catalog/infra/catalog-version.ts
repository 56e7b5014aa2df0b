import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { currentScope, openTransaction } from '#platform/database/store';
import { Signals } from '#platform/signals/signals';
import { CATALOG_CHANGED } from '../contracts/queries.js';

@Injectable()
export class CatalogVersion {
  constructor(private readonly database: Database, private readonly signals: Signals) {}

  /** The first statement of every write: counts the change, and lets the game's writers pass one after the other. */
  async next(): Promise<void> {
    const { gameId } = currentScope();
    await this.database.execute('INSERT INTO catalog.version (game_id, version) VALUES ($1, 1) ON CONFLICT ON CONSTRAINT version_pkey DO UPDATE SET version = catalog.version.version + 1', [gameId]);
    openTransaction().afterCommit.push(() => this.signals.publish(CATALOG_CHANGED, gameId));
  }

  async current(): Promise<number> {
    const row = await this.database.one<{ version: bigint }>('SELECT version FROM catalog.version WHERE game_id = $1', [currentScope().gameId]);
    return Number(row?.version ?? 0n);
  }
}
