import { OPERATOR } from '#platform/kernel/scope';
import { verdictOf, type RiskVerdict } from '../contracts/queries.js';
import type { Facts, Listed } from './facts.js';
import { pointsOf, REVIEW_AT, suspicionsOf } from './suspicion.js';

/** From which number on something is too much. */
interface Limits {
  account_cards_three_ds: number;
  account_cards: number;
  address_declined: number;
  card_accounts: number;
  bin_cards: number;
  /** What a hot issuer means: an issuer whose customers buy here too is not told off for the cards that are guessed of it. */
  bin: 'three_ds' | 'wait';
}

const CALM: Limits = { account_cards_three_ds: 3, account_cards: 5, address_declined: 10, card_accounts: 2, bin_cards: 5, bin: 'three_ds' };
/** Who tries cards one by one has few tries of each kind; a player who mistypes her card has one account, one card and one address. */
const ATTACK: Limits = { account_cards_three_ds: 2, account_cards: 3, address_declined: 1, card_accounts: 1, bin_cards: 3, bin: 'wait' };
/** Who has bought before may have a drawer full of cards. */
const KNOWN_ACCOUNT_CARDS = 8;
/** Declines count against an address or an issuer only while there are twice as many as cards that were approved. */
const DECLINES_PER_APPROVAL = 2;

export const WAIT_SECONDS = 300;
/** Who waits may have tried another card meanwhile. */
const OTHER_CARDS_MAX = 1;

const allow = (reason: string): RiskVerdict => verdictOf('allow', reason);
const threeDs = (reason: string): RiskVerdict => verdictOf('three_ds', reason);
const wait = (reason: string): RiskVerdict => verdictOf('wait', reason);
const listed = (list: string, { subject }: Listed): string => `${list}_${subject}`;

export interface Decided extends RiskVerdict {
  /** The entry of a list that decided. */
  entry_id: string | null;
}

/**
 * Lists first: who is blocked, by the operator or the game, is denied, whatever allows her, and who is allowed is asked for nothing; but what the operator wants to see a game's own allowing does not hide. Then the
 * rules, which challenge and deny nobody. What they let through is looked at by a person where enough speaks for it. Where the rules may not stop anything (a sandbox, or nobody is there to be asked or to wait), what
 * people and the game have said holds all the same.
 */
export function decide(facts: Facts, { isScreened = true, isBuyerThere = true }: { isScreened?: boolean; isBuyerThere?: boolean } = {}): Decided {
  const { block, allow: allowed, review } = facts.listed;
  if (block) return { ...verdictOf('deny', listed('block', block)), entry_id: block.id };
  if (allowed) return outweighs(review, allowed) ? { ...verdictOf('review', listed('review', review!)), entry_id: review!.id } : { ...allow(listed('allow', allowed)), entry_id: allowed.id };
  const ruled = ofRules(facts);
  const verdict = !isScreened ? allow(`sandbox_${ruled.reason}`) : isBuyerThere ? ruled : allow(`off_session_${ruled.reason}`);
  const suspicions = suspicionsOf(facts, { isScreened });
  if (verdict.challenge === 'wait' || pointsOf(suspicions) < REVIEW_AT) return { ...verdict, entry_id: null };
  return { ...verdictOf('review', suspicions.map((each) => (each === 'listed' ? listed('review', review!) : each)).join('+')), entry_id: review?.id ?? null };
}

/** The operator's word before a game's. */
function outweighs(review: Listed | null, allowed: Listed): boolean {
  return review?.game_id === OPERATOR && allowed.game_id !== OPERATOR;
}

/** What our own rules say of an attempt. Who was told to wait and did gets through once, by her bank. */
function ofRules(facts: Facts): RiskVerdict {
  const verdict = facts.is_known ? ofKnown(facts) : ofStranger(facts, facts.is_under_attack ? ATTACK : CALM);
  return verdict.challenge === 'wait' && hasWaited(facts) ? threeDs('waited') : verdict;
}

function ofKnown({ account }: Facts): RiskVerdict {
  return account.declined_cards >= KNOWN_ACCOUNT_CARDS ? wait('account_cards') : allow('known_account');
}

function ofStranger({ account, address, card, bin }: Facts, limits: Limits): RiskVerdict {
  if (account.declined_cards >= limits.account_cards) return wait('account_cards');
  if (card && card.declined_accounts >= limits.card_accounts) return wait('card_accounts');
  if (address && address.declined >= limits.address_declined && isMostlyDeclined(address.declined, address.approved)) return wait('address_declines');
  if (bin && bin.declined_cards >= limits.bin_cards && isMostlyDeclined(bin.declined_cards, bin.approved)) return limits.bin === 'wait' ? wait('bin_cards') : threeDs('bin_cards');
  if (account.declined_cards >= limits.account_cards_three_ds) return threeDs('account_cards');
  return allow('nothing_speaks_against_it');
}

function isMostlyDeclined(declined: number, approved: number): boolean {
  return declined >= DECLINES_PER_APPROVAL * approved;
}

/**
 * Once a day for an account, an address and a card, and once an hour for an issuer, and only with a card that nobody else was here with: a machine that waits gains little by it, a player who waits is let
 * through.
 */
function hasWaited({ account, address, card, bin }: Facts): boolean {
  if (account.other_cards > OTHER_CARDS_MAX || (card !== null && card.other_accounts > 0)) return false;
  return account.waited_seconds !== null && account.waited_seconds >= WAIT_SECONDS && [account, address, card, bin].every((each) => !each || each.passes === 0);
}
