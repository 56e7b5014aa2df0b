import { Injectable } from '@nestjs/common';
import { openTransaction } from '#platform/database/store';
import { Clock } from '#platform/kernel/clock';
import { RecentKeys } from '#platform/limits/limits';
import { EndpointsRepository } from './endpoints.repository.js';
import type { FulfillmentMode } from '../contracts/queries.js';
import type { EndpointRow } from './rows.js';

export interface KnownEndpoint extends EndpointRow {
  secrets: string[];
}

/** Enabled, and its server has answered a challenge where one is asked for. */
export function isCalled(row: Pick<EndpointRow, 'enabled' | 'unverified_since'>): boolean {
  return row.enabled && row.unverified_since === null;
}

interface KnownGame {
  at: number;
  endpoints: KnownEndpoint[];
  mode: FulfillmentMode;
}

/** How old the memory of a process may be. A change made by this process is seen at once. */
const FRESH_MS = 1_000;
const ENDPOINTS_MAX = 1_000;

/**
 * All endpoints of a game with their opened secrets, and its mode of fulfilment, kept for at most a second: every delivery and every order asks for them. Who is told of an event is never decided
 * from here (`EndpointsRepository.wanting`).
 */
@Injectable()
export class KnownEndpoints {
  private readonly byGame = new RecentKeys<KnownGame>();

  constructor(private readonly endpoints: EndpointsRepository, private readonly clock: Clock) {}

  async ofGame(gameId: string): Promise<KnownEndpoint[]> {
    return (await this.game(gameId)).endpoints;
  }

  /** The one that fits. That there is none is never said from memory: it may have been made or enabled by another process a moment ago. */
  async find(gameId: string, fits: (endpoint: KnownEndpoint) => boolean): Promise<KnownEndpoint | undefined> {
    return (await this.ofGame(gameId)).find(fits) ?? (await this.read(gameId)).endpoints.find(fits);
  }

  /** As it stands in the open transaction. */
  async now(gameId: string): Promise<KnownEndpoint[]> {
    return (await this.read(gameId)).endpoints;
  }

  /** The mode of the game, and whether its endpoints are what that needs. A no is read anew, the mode with it. */
  async fulfillment(gameId: string, isReady: (game: Pick<KnownGame, 'endpoints' | 'mode'>) => boolean): Promise<{ mode: FulfillmentMode; is_ready: boolean }> {
    const known = await this.game(gameId);
    const game = isReady(known) ? known : await this.read(gameId);
    return { mode: game.mode, is_ready: isReady(game) };
  }

  private async game(gameId: string): Promise<KnownGame> {
    const known = this.byGame.get(gameId);
    if (known && performance.now() - known.at < FRESH_MS) return known;
    return this.read(gameId);
  }

  private async read(gameId: string): Promise<KnownGame> {
    // The age counts from before the reading: what is committed in between must not be believed for longer than a second.
    const at = performance.now();
    const rows = await this.endpoints.withKeys(ENDPOINTS_MAX);
    const secrets = rows.length > 0 ? await this.endpoints.secrets(this.clock.now()) : new Map<string, string[]>();
    const endpoints = rows.map(({ signing_key, ...row }) => ({ ...row, secrets: [...(secrets.get(row.id) ?? []), ...(signing_key ? [signing_key] : [])] }));
    const game = { at, endpoints, mode: (await this.endpoints.fulfillment())?.mode ?? 'push' };
    this.byGame.set(gameId, game);
    return game;
  }

  /** Forgets the game now and again after the commit of the open change. */
  forget(gameId: string): void {
    this.byGame.delete(gameId);
    openTransaction().afterCommit.push(() => this.byGame.delete(gameId));
  }
}
