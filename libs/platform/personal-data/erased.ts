/** True of ids that stand in the place of erased players (`erased_…`). */
export const isErased = (column: string): string => `${column} ~ '^erased_[0-7][0-9a-hjkmnp-tv-z]{25}$'`;

/** For a book: how many rows of an order name somebody else than its player. The key is the id of the order and the player, with a space between. */
export const ofAnotherPlayer = (from: string, alias: string, gameId: string, key: string): string =>
  `SELECT count(*)::text FROM ${from} WHERE ${alias}.game_id = ${gameId} AND ${alias}.order_id = split_part(${key}, ' ', 1) AND ${alias}.player_id <> substr(${key}, strpos(${key}, ' ') + 1)`;
