import { Command } from '#platform/kernel/messages';
import type { GameRow } from './rows.js';

export type GameChanges = Partial<Pick<GameRow, 'name' | 'default_country' | 'default_locale' | 'locales' | 'auto_refunds_per_hour_max' | 'auto_refunds_percent_max' | 'psp_fee_bearer'>>;

/** Changes the settings of the scope's game. */
export class ChangeGame extends Command<void> {
  static readonly context = 'studio/games';
  constructor(readonly changes: GameChanges) { super(); }
}
