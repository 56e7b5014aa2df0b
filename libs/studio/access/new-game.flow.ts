import { Injectable } from '@nestjs/common';
import { Commands } from '#platform/cqrs/doors';
import type { Scope } from '#platform/kernel/scope';
import { CreateGame } from '#studio/games/commands';
import { CreateApiKey } from './contracts/commands.js';

export interface GameWish {
  name: string;
  slug: string;
  default_country?: string;
  default_locale?: string;
}

/** A game and the first key of each of its environments. Whoever is interrupted in between has a game, and makes its keys by its ids. */
@Injectable()
export class NewGameFlow {
  constructor(private readonly commands: Commands) {}

  async make(wish: GameWish, scope: Scope, made_by_member: string | null) {
    const studio_id = scope.studioId!;
    const game = await this.commands.execute(new CreateGame({ ...wish, studio_id }), scope);
    const firstKey = (environment: 'sandbox' | 'live', gameId: string) =>
      this.commands.execute(new CreateApiKey({ name: 'first', environment, scopes: ['*', 'webhooks:reveal'], studio_id, made_by_member }), { ...scope, gameId });
    const sandbox = await firstKey('sandbox', game.sandbox_game_id);
    const live = await firstKey('live', game.live_game_id);
    return { ...game, sandbox_api_key: sandbox.key, live_api_key: live.key };
  }
}
