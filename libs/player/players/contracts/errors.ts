import { Invalid, NotFound } from '#platform/kernel/errors';

/** 404 `players.not_found`: nobody has told us of this player. */
export class PlayerNotFound extends NotFound {
  constructor() { super('players.not_found', 'No such player is known in this game.'); }
}

/** 422 `players.player_id_malformed`: 1 to 255 printable characters. */
export class PlayerIdMalformed extends Invalid {
  constructor() {
    const msg = 'A player id has 1 to 255 printable characters.';
    super('players.player_id_malformed', msg, { errors: [{ loc: ['path', 'player_id'], msg, type: 'malformed' }] });
  }
}
