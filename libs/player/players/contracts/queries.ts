import { Query } from '#platform/kernel/messages';

export interface PlayerView {
  /** Ours (`ply_`), never sent to a studio as the player id. */
  id: string;
  /** The game's own string. */
  player_id: string;
  name: string | null;
  email: string | null;
  country: string | null;
  avatar_url: string | null;
  banned: boolean;
  banned_reason: string | null;
  attributes: Record<string, unknown>;
  custom_attributes: Record<string, unknown>;
  custom_attributes_from_deeplink: Record<string, unknown>;
  segments: string[];
  registration_marketplace: string | null;
  /** As the game last told them. */
  balances: { sku: string; quantity: number }[];
  marketing_consent: Record<string, unknown>;
  created_at: number;
  modified_at: number | null;
}

/** What of a player a game server is told in `context`, where its webhook asks for it. */
export function playerContext(player: PlayerView): object {
  const { player_id, name, country, attributes, custom_attributes, segments } = player;
  return { player_id, name, country, attributes, custom_attributes, segments };
}

/** Null when the player has never been seen. */
export class GetPlayer extends Query<PlayerView | null> {
  constructor(readonly playerId: string) { super(); }
}

/** The game's own ids of players whose name begins like this, in either case; at most 100, in the order of their names. */
export class FindPlayersByName extends Query<string[]> {
  constructor(readonly beginning: string) { super(); }
}

/** Players by the game's own ids, in no order; who has never been seen is left out. At most 500. */
export class GetPlayers extends Query<PlayerView[]> {
  constructor(readonly playerIds: string[]) { super(); }
}
