import { Query } from '#platform/kernel/messages';
import type { AttackFigures } from './events.js';

/** What is known of a card; each null where its provider does not tell. `fingerprint`: the provider's own, equal for equal cards. `bin`: the issuer's part of the number, six to eight digits. */
export interface CardFacts {
  country: string | null;
  bin: string | null;
  fingerprint: string | null;
}

/**
 * What was decided of an attempt. `allow`; `challenge` by the cardholder's bank (`three_ds`) or by time (`wait`: not now; from five minutes on it can get through); `deny`: it stands on a list of people who are not sold to;
 * `review`: her bank is asked, the money is taken, and the order waits until somebody has decided. `reason` is for staff, never for the player.
 */
export interface RiskVerdict {
  decision: 'allow' | 'challenge' | 'deny' | 'review';
  challenge: 'three_ds' | 'wait' | null;
  reason: string;
}

/** A verdict in one word, as it is kept. */
export type RiskDecision = 'allow' | 'three_ds' | 'wait' | 'deny' | 'review';
export const decisionOf = ({ decision, challenge }: RiskVerdict): RiskDecision => (decision === 'challenge' ? challenge! : decision);
export const verdictOf = (word: RiskDecision, reason: string): RiskVerdict =>
  word === 'three_ds' || word === 'wait' ? { decision: 'challenge', challenge: word, reason } : { decision: word, challenge: word === 'review' ? 'three_ds' : null, reason };

export const LISTS = ['block', 'allow', 'review'] as const;
export type ListName = (typeof LISTS)[number];
/** What can be listed. `bin`: an issuer, six to eight digits. */
export const SUBJECTS = ['card', 'bin', 'address', 'player', 'email'] as const;
export type ListSubject = (typeof SUBJECTS)[number];
export const ENTRY_STATES = ['open', 'expired', 'ended'] as const;

/** Instants in Unix seconds. `value`: of an issuer alone, everything else stands as a keyed hash. `is_of_operator`: it holds in every game. */
export interface ListEntryView {
  id: string;
  list: ListName;
  subject: ListSubject;
  value: string | null;
  is_of_operator: boolean;
  reason: string;
  author: string;
  made_at: number;
  expires_at: number;
  state: (typeof ENTRY_STATES)[number];
  ended_at: number | null;
  ended_by: string | null;
  end_reason: string | null;
}

export const APPEAL_STATES = ['open', 'upheld', 'lifted'] as const;
export interface AppealView {
  id: string;
  game_id: string;
  entry_id: string;
  is_of_operator: boolean;
  player_id: string;
  text: string;
  filed_by: string;
  filed_at: number;
  state: (typeof APPEAL_STATES)[number];
  decided_by: string | null;
  decided_at: number | null;
  decision_reason: string | null;
}

export const REVIEW_STATES = ['open', 'released', 'refused'] as const;
/** A payment whose order waits. `reason`: what spoke for it. `is_of_operator`: an entry of the operator did, and its staff alone release it. `due_at`: when its money goes back by itself. */
export interface ReviewView {
  payment_id: string;
  game_id: string;
  order_id: string;
  player_id: string;
  amount_minor: number;
  currency: string;
  reason: string;
  is_of_operator: boolean;
  state: (typeof REVIEW_STATES)[number];
  opened_at: number;
  due_at: number;
  decided_by: string | null;
  decided_at: number | null;
  decision_reason: string | null;
}

/** What a game can tell of an account. */
export const SIGNAL_KINDS = ['banned', 'cheating', 'chargeback_elsewhere', 'account_age_days', 'play_time_minutes'] as const;
export type SignalKind = (typeof SIGNAL_KINDS)[number];
export const COUNTED_SIGNALS: ReadonlySet<SignalKind> = new Set(['account_age_days', 'play_time_minutes']);

export interface Page<T> { data: T[]; has_more: boolean; next_cursor: string | null }

/** Instants in Unix seconds. `changed_by`: `automatic`, or who has done it by hand. `holds_until`: until then nothing changes it by itself. `hot_at`: when there was last enough to call it an attack. */
export interface AttackModeView {
  is_on: boolean;
  changed_by: string;
  changed_at: number;
  reason: string;
  holds_until: number | null;
  hot_at: number | null;
}

/** `mode` is null where it was never changed. `is_installation_on`: the operator's, which holds for every game. */
export interface AttackReport {
  is_on: boolean;
  mode: AttackModeView | null;
  is_installation_on: boolean;
  figures: AttackFigures;
}

/** Whether the scope's game, or the installation under the operator's scope, is under attack. */
export class GetAttackMode extends Query<AttackReport> {}
