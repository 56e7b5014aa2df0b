import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { currentScope, openTransaction } from '#platform/database/store';
import { Signals } from '#platform/signals/signals';

/** The signal that a game's stores have changed; its text is the game id. */
export const OFFERS_CHANGED = 'offers.changed';

/** Counts the changes of a game's stores: part of the key of compiled storefronts. */
@Injectable()
export class OffersVersion {
  constructor(private readonly database: Database, private readonly signals: Signals) {}

  async raise(): Promise<void> {
    const { gameId } = currentScope();
    await this.database.execute('INSERT INTO offers.version (game_id, version) VALUES ($1, 1) ON CONFLICT ON CONSTRAINT version_pkey DO UPDATE SET version = offers.version.version + 1', [gameId]);
    openTransaction().afterCommit.push(() => this.signals.publish(OFFERS_CHANGED, gameId));
  }

  async current(): Promise<number> {
    const row = await this.database.one<{ version: bigint }>('SELECT version FROM offers.version WHERE game_id = $1', [currentScope().gameId]);
    return Number(row?.version ?? 0n);
  }
}
