import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import type { AttackFigures } from '../contracts/events.js';
import type { ListSubject, RiskDecision } from '../contracts/queries.js';
import { FIGURES_MINUTES } from '../domain/attack.js';
import type { Facts } from '../domain/facts.js';

export type Outcome = 'approved' | 'declined' | 'declined_softly' | 'other';

export interface AttemptRow {
  payment_id: string; order_id: string; player_id: string; amount_minor: number; currency: string; address_key: string | null; card_key: string | null; bin: string | null; card_country: string | null;
  ip_country: string | null; country: string | null; email_key: string | null; entry_id: string | null; is_known: boolean; is_screened: boolean; decision: RiskDecision; reason: string;
}

/** What an attempt is of. */
export type Keys = Pick<AttemptRow, 'payment_id' | 'player_id' | 'address_key' | 'card_key' | 'bin'>;

/** What is counted, beside what people and the game have said. */
export type Counted = Pick<Facts, 'is_known' | 'is_under_attack' | 'account' | 'address' | 'card' | 'bin'>;

interface FactsRow {
  is_known: boolean; is_under_attack: boolean;
  account_cards: number; waited_seconds: number | null; other_cards: number; account_passes: number; address_declined: number; address_approved: number; address_passes: number;
  card_accounts: number; other_accounts: number; card_passes: number; bin_cards: number; bin_approved: number; bin_passes: number;
}

/** An account that paid a day ago is known: whoever tries cards today made hers today. */
const KNOWN_AFTER = `interval '24 hours'`;
/** Of the newest so many of each kind: the thresholds are far below. */
const ROWS_MAX = 1_000;

const newest = (condition: string): string =>
  `(SELECT * FROM risk.attempt WHERE game_id = $1 AND ${condition} AND judged_at > $2::timestamptz - interval '24 hours' AND payment_id <> $3 ORDER BY judged_at DESC LIMIT ${ROWS_MAX})`;
const LATELY = `judged_at > $2::timestamptz - interval '1 hour'`;
const CARD = 'coalesce(a.card_key, a.payment_id)';

/** Attempts that were judged, and what has come of them. All counts are of these rows, so nothing has to be kept in step with them. */
@Injectable()
export class AttemptRepository {
  constructor(private readonly database: Database) {}

  async facts({ payment_id, player_id, address_key, card_key, bin }: Keys, now: Date): Promise<Counted> {
    const row = (await this.database.one<FactsRow & Record<string, unknown>>(
      `SELECT EXISTS (SELECT FROM risk.account WHERE game_id = $1 AND player_id = $4 AND first_approved_at < $2::timestamptz - ${KNOWN_AFTER} AND disputed_at IS NULL AND fraud_reported_at IS NULL) AS is_known,
              EXISTS (SELECT FROM risk.attack_mode WHERE game_id = $1 AND is_on) OR EXISTS (SELECT FROM risk.installation_mode WHERE is_on) AS is_under_attack,
              account.*, address.*, card.*, bin.*
         FROM (SELECT count(DISTINCT ${CARD}) FILTER (WHERE outcome = 'declined' AND ${LATELY})::int AS account_cards,
                      extract(epoch FROM $2::timestamptz - min(judged_at) FILTER (WHERE decision = 'wait'))::int AS waited_seconds,
                      count(DISTINCT ${CARD}) FILTER (WHERE card_key IS DISTINCT FROM $6)::int AS other_cards, count(*) FILTER (WHERE reason = 'waited')::int AS account_passes FROM ${newest('player_id = $4')} a) account,
              (SELECT count(DISTINCT ${CARD}) FILTER (WHERE outcome = 'declined' AND NOT is_known AND NOT (player_id = $4 AND ($6::text IS NULL OR card_key IS NOT DISTINCT FROM $6)) AND ${LATELY})::int AS address_declined, count(DISTINCT ${CARD}) FILTER (WHERE outcome = 'approved' AND ${LATELY})::int AS address_approved,
                      count(*) FILTER (WHERE reason = 'waited')::int AS address_passes FROM ${newest('address_key = $5')} a) address,
              (SELECT count(DISTINCT player_id) FILTER (WHERE outcome = 'declined' AND player_id <> $4)::int AS card_accounts, count(DISTINCT player_id) FILTER (WHERE player_id <> $4)::int AS other_accounts, count(*) FILTER (WHERE reason = 'waited')::int AS card_passes
                 FROM ${newest('card_key = $6')} a) card,
              (SELECT count(DISTINCT ${CARD}) FILTER (WHERE outcome = 'declined' AND NOT is_known AND ${LATELY})::int AS bin_cards, count(DISTINCT ${CARD}) FILTER (WHERE outcome = 'approved')::int AS bin_approved,
                      count(*) FILTER (WHERE reason = 'waited' AND ${LATELY})::int AS bin_passes FROM ${newest('bin = $7')} a) bin`,
      [currentScope().gameId, now, payment_id, player_id, address_key, card_key, bin],
    ))!;
    return {
      is_known: row.is_known, is_under_attack: row.is_under_attack,
      account: { declined_cards: row.account_cards, waited_seconds: row.waited_seconds, other_cards: row.other_cards, passes: row.account_passes },
      address: address_key === null ? null : { declined: row.address_declined, approved: row.address_approved, passes: row.address_passes },
      card: card_key === null ? null : { declined_accounts: row.card_accounts, other_accounts: row.other_accounts, passes: row.card_passes },
      bin: bin === null ? null : { declined_cards: row.bin_cards, approved: row.bin_approved, passes: row.bin_passes },
    };
  }

  find(paymentId: string): Promise<Pick<AttemptRow, 'decision' | 'reason' | 'player_id' | 'entry_id'> | undefined> {
    return this.database.one('SELECT decision, reason, player_id, entry_id FROM risk.attempt WHERE game_id = $1 AND payment_id = $2', [currentScope().gameId, paymentId]);
  }

  /** By what an attempt can be listed; the player in clear. */
  keysOf(paymentId: string): Promise<Record<ListSubject, string | null> | undefined> {
    return this.database.one(`SELECT ${KEYS} FROM risk.attempt WHERE game_id = $1 AND payment_id = $2`, [currentScope().gameId, paymentId]);
  }

  /** Of whichever game. */
  async keysAnywhere(paymentId: string): Promise<Record<ListSubject, string | null> | undefined> {
    return (await this.database.acrossGames<Record<ListSubject, string | null>>(`SELECT ${KEYS} FROM risk.attempt WHERE payment_id = $1 LIMIT 1`, [paymentId]))[0];
  }

  /** False: it was judged before. */
  async insert(row: AttemptRow, now: Date): Promise<boolean> {
    return (await this.database.execute(
      `INSERT INTO risk.attempt (game_id, payment_id, order_id, player_id, amount_minor, currency, address_key, card_key, bin, card_country, ip_country, country, email_key, entry_id, is_known, is_screened, decision, reason, judged_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19) ON CONFLICT ON CONSTRAINT attempt_pkey DO NOTHING`,
      [currentScope().gameId, row.payment_id, row.order_id, row.player_id, row.amount_minor, row.currency, row.address_key, row.card_key, row.bin, row.card_country, row.ip_country, row.country, row.email_key, row.entry_id, row.is_known, row.is_screened, row.decision, row.reason, now],
    )) > 0;
  }

  /** These went to their provider: what was decided too late to stop them is not what was done. `werePaid`: a review that none of them had was late, too. */
  async wereSent(paymentIds: readonly string[], { werePaid = false } = {}): Promise<void> {
    if (paymentIds.length === 0) return;
    await this.database.execute(
      `UPDATE risk.attempt a SET decision = 'allow', reason = 'late_' || reason WHERE game_id = $1 AND payment_id = ANY($2::text[])
          AND (decision IN ('wait', 'deny') OR $3 AND decision = 'review' AND NOT EXISTS (SELECT FROM risk.review r WHERE r.game_id = $1 AND r.payment_id = a.payment_id))`, [currentScope().gameId, paymentIds, werePaid]);
  }

  async noteCard(paymentId: string, card: Pick<AttemptRow, 'card_key' | 'bin' | 'card_country'>): Promise<void> {
    await this.database.execute(
      `UPDATE risk.attempt SET card_key = coalesce(card_key, $3), bin = coalesce(bin, $4), card_country = coalesce(card_country, $5) WHERE game_id = $1 AND payment_id = $2`,
      [currentScope().gameId, paymentId, card.card_key, card.bin, card.card_country]);
  }

  /** The first outcome stays, but for one: what was taken for dead may be paid in the end. Rows are locked in their order, so that two who tell at once wait for each other and for nothing else. */
  async outcomes(told: readonly { payment_id: string; outcome: Outcome }[], now: Date): Promise<void> {
    await this.database.execute(
      `UPDATE risk.attempt a SET outcome = t.outcome, outcome_at = $4
         FROM (SELECT a.payment_id, t.outcome FROM risk.attempt a JOIN unnest($2::text[], $3::text[]) AS t(payment_id, outcome) ON t.payment_id = a.payment_id
                WHERE a.game_id = $1 AND (a.outcome IS NULL OR (t.outcome = 'approved' AND a.outcome <> 'approved')) ORDER BY a.payment_id FOR UPDATE OF a) t
        WHERE a.game_id = $1 AND a.payment_id = t.payment_id`,
      [currentScope().gameId, told.map(({ payment_id }) => payment_id), told.map(({ outcome }) => outcome), now]);
  }

  figures(now: Date): Promise<AttackFigures> {
    return this.counted(this.database.query<AttackFigures & Record<string, unknown>>(FIGURES('game_id = $2 AND '), [now, currentScope().gameId]));
  }

  /** Over all games. */
  figuresAnywhere(now: Date): Promise<AttackFigures> {
    return this.counted(this.database.acrossGames<AttackFigures & Record<string, unknown>>(FIGURES(''), [now]));
  }

  private async counted(rows: Promise<AttackFigures[]>): Promise<AttackFigures> {
    const [{ declined_cards, approved, stopped }] = (await rows) as [AttackFigures];
    return { declined_cards, approved, stopped };
  }

  /** Up to `max` that are past their time. */
  forget(before: Date, max: number): Promise<number> {
    return this.database.execute(
      `DELETE FROM risk.attempt a USING (SELECT payment_id FROM risk.attempt WHERE game_id = $1 AND judged_at < $2 ORDER BY judged_at LIMIT $3 FOR UPDATE SKIP LOCKED) old WHERE a.game_id = $1 AND a.payment_id = old.payment_id`,
      [currentScope().gameId, before, max]);
  }

  /** What is known of these accounts because they have paid. */
  accountsOf(playerIds: readonly string[]): Promise<object[]> {
    return this.database.query('SELECT player_id, first_approved_at, disputed_at, fraud_reported_at FROM risk.account WHERE game_id = $1 AND player_id = ANY($2::text[])', [currentScope().gameId, playerIds]);
  }

  ofPlayers(playerIds: readonly string[], max: number): Promise<object[]> {
    return this.database.query(
      `SELECT payment_id, order_id, player_id, amount_minor::float8 AS amount_minor, currency, bin, card_country, ip_country, country, decision, outcome, judged_at FROM risk.attempt WHERE game_id = $1 AND player_id = ANY($2::text[]) ORDER BY judged_at DESC LIMIT ${max}`,
      [currentScope().gameId, playerIds]);
  }

  async erase(playerIds: readonly string[]): Promise<number> {
    const values = [currentScope().gameId, playerIds];
    return (await this.database.execute('DELETE FROM risk.attempt WHERE game_id = $1 AND player_id = ANY($2::text[])', values)) + (await this.database.execute('DELETE FROM risk.account WHERE game_id = $1 AND player_id = ANY($2::text[])', values));
  }
}

const KEYS = 'card_key AS card, bin, address_key AS address, player_id AS player, email_key AS email';

/** Of strangers, whom the rules may stop. */
const FIGURES = (of: string): string =>
  `SELECT count(DISTINCT ${CARD}) FILTER (WHERE outcome = 'declined')::int AS declined_cards, count(DISTINCT ${CARD}) FILTER (WHERE outcome = 'approved')::int AS approved, count(DISTINCT player_id) FILTER (WHERE decision = 'wait')::int AS stopped
     FROM risk.attempt a WHERE ${of}is_screened AND NOT is_known AND judged_at > $1::timestamptz - interval '${FIGURES_MINUTES} minutes'`;
