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
  /** Absolute quantities; skus that are not named stay as they are. */
  balances?: { sku: string; quantity: number }[];
}

/**
 * Makes the player known, or adds the facts to what is known. Attributes are merged member by member; segments are replaced. A ban is never lifted
 * or made here: that is the studio's own call.
 */
export class RememberPlayer extends Command<{ id: string }> {
  static readonly context = 'player/players';
  constructor(readonly facts: PlayerFacts) { super(); }
}
