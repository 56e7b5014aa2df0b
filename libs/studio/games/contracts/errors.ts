import { Conflict, NotFound } from '#platform/kernel/errors';

export class GameNotFound extends NotFound {
  constructor() { super('games.not_found', 'No such game.'); }
}
export class SlugTaken extends Conflict {
  constructor(slug: string) { super('games.slug_taken', `Another game has the slug "${slug}".`); }
}
