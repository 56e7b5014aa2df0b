import { Command } from '#platform/kernel/messages';
import type { CardFacts, RiskVerdict } from './queries.js';

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
  card: CardFacts | null;
  /** Of the buyer, as the order has it. */
  email: string | null;
  /** `merchant`: the buyer is not there. Nobody can be challenged then, so the verdict is `allow`, `deny` or `review`. */
  initiator: 'buyer' | 'merchant';
}

/** `is_under_attack`: attack mode is on at this moment, of the game or of the installation. */
export interface JudgedAttempt extends RiskVerdict { is_under_attack: boolean }

/** Judges an attempt and remembers it. Of one attempt the first verdict stays, however often and by however many it is asked for. */
export class JudgeAttempt extends Command<JudgedAttempt> {
  static readonly context = 'sales/risk';
  constructor(readonly attempt: AttemptToJudge) { super(); }
}

/** What a provider has told of the card with its answer, where nothing was known before. */
export class NoteCard extends Command<void> {
  static readonly context = 'sales/risk';
  constructor(readonly input: { payment_id: string; card: CardFacts }) { super(); }
}
