import { Command } from '#platform/kernel/messages';
import type { GameRow } from './rows.js';

export type GameChanges = Partial<Pick<GameRow, 'name' | 'default_country' | 'default_locale' | 'locales' | 'auto_refunds_per_hour_max' | 'auto_refunds_percent_max' | 'unacknowledged_refund_hours' | 'psp_fee_bearer' | 'refund_if_used' | 'refund_if_transferred' | 'refund_if_unanswered' | 'api_version'>> & { four_eyes_above_usd_minor?: number | null };

/** Changes the settings of the scope's game. `mayRaise`: whether the caller may ask less of a refund; throws `auth.scope_missing` where she may not and does. Throws `version.refused`, `games.version_behind`. */
export class ChangeGame extends Command<void> {
  static readonly context = 'studio/games';
  constructor(readonly changes: GameChanges, readonly mayRaise: boolean) { super(); }
}
