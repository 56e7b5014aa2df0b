import type { Id } from '#platform/kernel/ids';

/** A player of one game environment; the game's own string is `player_id`. */
export type PlayerKey = Id<'ply'>;
