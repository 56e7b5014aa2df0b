import type { SignalKind } from '../contracts/queries.js';
import type { Facts } from './facts.js';

/** From so many points on an order waits for a person. */
export const REVIEW_AT = 100;

/** What each thing weighs. What weighs 100 is enough by itself; the rest speaks with something else. */
export const WEIGHTS = {
  listed: 100, amount: 100, banned: 100,
  chargeback_elsewhere: 80, cheating: 60, country: 60, velocity: 60,
  young_account: 40, little_play: 20,
} as const;
export type Suspicion = keyof typeof WEIGHTS;

/** A game's account of fewer days, and of less time played, is young. */
const YOUNG_DAYS = 1;
const LITTLE_MINUTES = 30;
/** As much as is a declined card short of being stopped: two of the account, half as many of the address, one other account with this card. */
const SUSPICIOUS = { account_cards: 2, address_declined: 5, card_accounts: 1 } as const;
const DECLINES_PER_APPROVAL = 2;

/** Declines that are not enough to stop it. */
export function isSuspicious({ account, address, card }: Facts): boolean {
  return account.declined_cards >= SUSPICIOUS.account_cards || (card !== null && card.declined_accounts >= SUSPICIOUS.card_accounts)
    || (address !== null && address.declined >= SUSPICIOUS.address_declined && address.declined >= DECLINES_PER_APPROVAL * address.approved);
}

/**
 * What speaks for a look at it, in the order of the weights. What people and the game have said counts always (`told`); what is guessed of a stranger only where the rules may stop her and she has not
 * bought before.
 */
export function suspicionsOf(facts: Facts, { isScreened }: { isScreened: boolean }): Suspicion[] {
  const { listed, signals } = facts;
  const has = (kind: SignalKind): boolean => signals.has(kind);
  const below = (kind: SignalKind, least: number): boolean => (signals.get(kind) ?? least) < least;
  const isStranger = isScreened && !facts.is_known;
  const speaks: Record<Suspicion, boolean> = {
    listed: listed.review !== null, amount: facts.is_above_limit, banned: has('banned'), chargeback_elsewhere: has('chargeback_elsewhere'), cheating: has('cheating'),
    country: isStranger && facts.is_of_elsewhere, velocity: isStranger && isSuspicious(facts), young_account: isStranger && below('account_age_days', YOUNG_DAYS), little_play: isStranger && below('play_time_minutes', LITTLE_MINUTES),
  };
  return (Object.keys(WEIGHTS) as Suspicion[]).filter((each) => speaks[each]);
}

export const pointsOf = (suspicions: readonly Suspicion[]): number => suspicions.reduce((sum, each) => sum + WEIGHTS[each], 0);
