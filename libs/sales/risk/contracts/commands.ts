import { Command } from '#platform/kernel/messages';

/** What is known of a card; each null where its provider does not tell. `bin`: the issuer's part of the number, six to eight digits. */
export interface Card {
  country: string | null;
  bin: string | null;
  fingerprint: string | null;
}

/** An attempt to pay by card that is about to be sent to a provider. Amounts in minor units. */
export interface AttemptToJudge {
  payment_id: string;
  order_id: string;
  player_id: string;
  amount_minor: number;
  currency: string;
  /** Where the order is taxed. */
  country: string | null;
  ip_address: string | null;
  ip_country: string | null;
  card: Card | null;
  /** Who made the order; null where nobody says. */
  source: string | null;
  email: string | null;
}

/**
 * `allow`; `challenge` by the cardholder's bank (`three_ds`) or by time (`wait`: not now; from five minutes on it can get through). Nobody is denied outright.
 * `reason` is for staff, never for the player.
 */
export interface Verdict {
  decision: 'allow' | 'challenge';
  challenge: 'three_ds' | 'wait' | null;
  reason: string;
}

/** Judges an attempt and remembers it. Of one attempt the first verdict stays, however often and by however many it is asked for. */
export class JudgeAttempt extends Command<Verdict> {
  static readonly context = 'sales/risk';
  constructor(readonly attempt: AttemptToJudge) { super(); }
}

/** What a provider has told of the card with its answer, where nothing was known before. */
export class NoteCard extends Command<void> {
  static readonly context = 'sales/risk';
  constructor(readonly input: { payment_id: string; card: Card }) { super(); }
}
