import { Query } from '#platform/kernel/messages';

/** A player of the game is in this segment. */
export interface MembershipView {
  segment_id: string;
  slug: string;
  /** `game`: `player.verify` or `update_player` told it. `api`: she was added here. `rule`: the graph of its group says so. */
  sources: ('game' | 'api' | 'rule')[];
  /** The way through the graph, node by node; empty without a rule. */
  path: { node_id: string; result: string }[];
}

/**
 * In which segments a player is now, in no order. Who is not known yet is in those that she was added to, and in those whose rules need nothing of her. Two statements when the game's rules are
 * compiled already: members and version, and the player.
 */
export class GetMemberships extends Query<MembershipView[]> {
  constructor(readonly playerId: string) { super(); }
}
