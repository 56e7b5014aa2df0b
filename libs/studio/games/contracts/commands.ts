import { Command } from '#platform/kernel/messages';

/** Makes a studio account. Its scope carries the new studio's id. */
export class CreateStudio extends Command<{ studio_id: string }> {
  static readonly context = 'studio/games';
  constructor(readonly input: { studio_id: string; name: string }) { super(); }
}

/** Makes a game with its sandbox and its live environment. Throws `games.slug_taken`. */
export class CreateGame extends Command<{ title_id: string; sandbox_game_id: string; live_game_id: string }> {
  static readonly context = 'studio/games';
  constructor(readonly input: { studio_id: string; name: string; slug: string; default_country?: string; default_locale?: string; locales?: string[] }) { super(); }
}
