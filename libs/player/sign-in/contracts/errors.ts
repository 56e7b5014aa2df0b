import { Conflict, Forbidden, Invalid, NotFound, TooMany, Unavailable } from '#platform/kernel/errors';

/** Who wires a game server looks at the sandbox; players of the live game learn nothing of it. */
const told = (message: string, inSandbox: string | null): string => (inSandbox === null ? message : `${message} (Told in a sandbox only: ${inSandbox})`);

/** 403 `player.refused`: the game says no; `game_code` is its own word. `inSandbox`: what its server did, null where nobody is to know. */
export class PlayerRefused extends Forbidden {
  constructor(gameCode: string, message: string, inSandbox: string | null = null) {
    super('player.refused', told(message, inSandbox), { members: { game_code: gameCode } });
  }
}

/** 503 `player.verification_unavailable`: the game did not answer, or not as documented; a sandbox says why (`reason`, and in `detail`). */
export class VerificationUnavailable extends Unavailable {
  constructor(inSandbox: { reason: string; detail: string } | null = null) {
    super('player.verification_unavailable', told('The game cannot confirm the player at this moment. Try again shortly.', inSandbox?.detail ?? null),
      { retryAfterSeconds: 5, ...(inSandbox ? { members: { reason: inSandbox.reason } } : {}) });
  }
}

/** 429 `session.too_many_attempts` */
export class TooManySignIns extends TooMany {
  constructor(retryAfterSeconds: number) {
    super('session.too_many_attempts', 'Too many attempts to sign in. Wait a little.', { retryAfterSeconds });
  }
}

/** 404 `hub.not_found` */
export class HubUnknown extends NotFound {
  constructor() {
    super('hub.not_found', 'There is no such store.');
  }
}

/** 403 `session.origin_refused`: a write with the cookie of a session comes from a page of the hub only. */
export class OriginRefused extends Forbidden {
  constructor() {
    super('session.origin_refused', 'This request does not come from the store.');
  }
}

/** 422 `users.token_invalid`: unknown, used, expired, or bound to another nonce; which of these is not told. */
export class TokenInvalid extends Invalid {
  constructor() {
    super('users.token_invalid', 'The token is not valid: it works once and for a short time.');
  }
}

/** 404 `users.not_found` */
export class UserNotFound extends NotFound {
  constructor() {
    super('users.not_found', 'No such user.');
  }
}

/** 409 `users.player_taken`: the player is linked to another user. */
export class PlayerTaken extends Conflict {
  constructor() {
    super('users.player_taken', 'This player is linked to another user.');
  }
}

/** 409 `users.already_linked`: the user has another player. */
export class AlreadyLinked extends Conflict {
  constructor() {
    super('users.already_linked', 'This user is linked to another player: unlink that one first.');
  }
}

/** 409 `users.player_not_linked` */
export class PlayerNotLinked extends Conflict {
  constructor() {
    super('users.player_not_linked', 'This player is not linked to this user.');
  }
}
