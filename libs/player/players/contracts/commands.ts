import { Command } from '#platform/kernel/messages';

/** Facts about a player that a sign-in, an order or the studio brings. Members left out stay as they are. */
export interface PlayerFacts {
  player_id: string;
  name?: string | null;
  email?: string | null;
  country?: string | null;
  avatar_url?: string | null;
  attributes?: Record<string, unknown>;
  custom_attributes?: Record<string, unknown>;
  segments?: string[];
}

/** Makes the player known, or adds the facts to what is known. */
export class RememberPlayer extends Command<{ id: string }> {
  static readonly context = 'player/players';
  constructor(readonly facts: PlayerFacts) { super(); }
}
