import type { ListSubject, SignalKind } from '../contracts/queries.js';

/** An entry of a list that this attempt stands on: of its game, or of the operator. */
export interface Listed {
  game_id: string;
  id: string;
  subject: ListSubject;
}

/** What has happened to one thing (an account, an address, a card, an issuer) as far as it matters to the next attempt of it. Nothing of it is of the attempt that is judged. */
export interface Facts {
  /** The account has paid more than a day ago, and neither a bank nor an issuer has spoken against it since. */
  is_known: boolean;
  is_under_attack: boolean;
  listed: { block: Listed | null; allow: Listed | null; review: Listed | null };
  /** What the game has told of the account and what still holds; of ages and times the number, of everything else null. */
  signals: ReadonlyMap<SignalKind, number | null>;
  /** Where the card is from is neither where the order is taxed nor where the request comes from; all three are known. */
  is_of_elsewhere: boolean;
  /** The amount is above what the game lets through unseen. */
  is_above_limit: boolean;
  account: {
    /** Different cards of it that were declined within the hour. */
    declined_cards: number;
    /** Seconds since it was first told to wait, within a day; null when it was not. */
    waited_seconds: number | null;
    /** Cards beside this one that it was tried with within a day, sent or not. */
    other_cards: number;
    /** How often it got through within a day because it had waited. */
    passes: number;
  };
  /** The network address, within the hour. Null: it says nothing (a proxy's, or none). */
  address: {
    /** Different cards with which strangers were declined, but for this account with this card. */
    declined: number;
    /** Different cards that were. */
    approved: number;
    /** Within a day. */
    passes: number;
  } | null;
  /** The card, within a day. Null: it is not known which. */
  card: {
    /** Other accounts that it was declined with. */
    declined_accounts: number;
    /** Other accounts that it was tried with at all. */
    other_accounts: number;
    passes: number;
  } | null;
  /** The issuer. Null: not known. */
  bin: {
    /** Different cards of it that strangers were declined with, within the hour. */
    declined_cards: number;
    /** Different cards of it, within a day. */
    approved: number;
    /** Within the hour. */
    passes: number;
  } | null;
}

/** Nothing is known of it. */
export const STRANGER: Facts = { 
  is_known: false, is_under_attack: false, listed: { block: null, allow: null, review: null }, signals: new Map(), is_of_elsewhere: false, is_above_limit: false,
  account: { declined_cards: 0, waited_seconds: null, other_cards: 0, passes: 0 }, address: null, card: null, bin: null,
};
