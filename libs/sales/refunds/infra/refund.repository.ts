import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { unixSeconds, unixSecondsOrNull } from '#platform/kernel/clock';
import { newId } from '#platform/kernel/ids';
import { minorToNumber } from '#platform/kernel/money';
import type { Scope } from '#platform/kernel/scope';
import type { RefundFact } from '../contracts/events.js';
import type { Consumption, RefundState, RefundView } from '../contracts/queries.js';
import type { RefundRow } from './rows.js';

/** Who asks for a refund: the member or key by name, and the member behind it where one is known. */
export interface Asker {
  asked_by: string | null;
  asked_by_member: string | null;
}

export interface NewRefund {
  order_id: string;
  payment_id: string;
  player_id: string;
  amount_minor: number;
  /** Null where no order stands behind it. */
  tax_minor: number | null;
  currency: string;
  reason: string;
  source: RefundView['source'];
}

/** A part that its order has set apart. */
export interface NewPart extends Asker {
  refund_id: string;
  order_id: string;
  payment_id: string;
  player_id: string;
  currency: string;
  part: NonNullable<RefundView['part']>;
  reason: string;
  reason_code: NonNullable<RefundView['reason_code']>;
  source: RefundView['source'];
}

/** A refund that goes by itself, where the breaker lets it pass. */
export interface AutomaticRefund extends NewRefund {
  source: 'automatic';
  reason_code: RefundView['reason_code'];
}

/** What goes back by itself of the order of `r`, and has not ended. */
const GOES_BY_ITSELF = `SELECT 1 FROM refunds.refund a WHERE a.game_id = r.game_id AND a.order_id = r.order_id AND a.purpose = 'order' AND a.source = 'automatic' AND a.state IN ('waiting', 'requested', 'held')`;
/** Nobody but the order, or a person, will move it on. */
const WAITS = `(state = 'waiting' OR (state = 'held' AND held_for IN ('four_eyes', 'consumption')))`;

@Injectable()
export class RefundRepository {
  constructor(private readonly database: Database) {}

  find(id: string): Promise<RefundRow | undefined> {
    return this.database.one<RefundRow>('SELECT * FROM refunds.refund WHERE game_id = $1 AND id = $2', [currentScope().gameId, id]);
  }

  /** The refund of the whole order that counts: the live one, else the last that ended without money. */
  ofOrder(orderId: string): Promise<RefundRow | undefined> {
    return this.database.one<RefundRow>(
      `SELECT * FROM refunds.refund WHERE game_id = $1 AND order_id = $2 AND purpose = 'order'
        ORDER BY state IN ('waiting', 'failed', 'dismissed'), id DESC LIMIT 1`, [currentScope().gameId, orderId]);
  }

  /**
   * Writes the refund of an order unless a live one is there. `announcedAt`: when the request was announced; a refund that was made after it answers
   * it, also if it has failed meanwhile. `isHeld`: it waits for a second person. Undefined: nothing was written.
   */
  async makeForOrder(refund: NewRefund & Asker, { now, announcedAt, isHeld }: { now: Date; announcedAt: Date | null; isHeld: boolean }): Promise<RefundRow | undefined> {
    return this.database.one<RefundRow>(
      `INSERT INTO refunds.refund (game_id, id, order_id, payment_id, player_id, amount_minor, currency, reason, source, state, requested_at, held_for, asked_by, asked_by_member, tax_minor)
       SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $12, $10, $13, $14, $15, $16
        WHERE NOT EXISTS (SELECT 1 FROM refunds.refund WHERE game_id = $1 AND order_id = $3 AND purpose = 'order' AND state <> 'waiting' AND made_at >= $11::timestamptz)
       ON CONFLICT (game_id, order_id) WHERE purpose = 'order' AND state NOT IN ('waiting', 'failed', 'dismissed') DO NOTHING RETURNING *`,
      [currentScope().gameId, newId('ref'), refund.order_id, refund.payment_id, refund.player_id, refund.amount_minor, refund.currency, refund.reason, refund.source, now, announcedAt,
        isHeld ? 'held' : 'requested', isHeld ? 'four_eyes' : null, refund.asked_by, refund.asked_by_member, refund.tax_minor],
    );
  }

  /** One at a time decides on refunds of this order that somebody asks for, until the end of the transaction: so that those who ask at once see each other. */
  async lockOrder(orderId: string): Promise<void> {
    await this.database.query(`SELECT pg_advisory_xact_lock(hashtextextended('refunds.order:' || $1::text || ':' || $2::text, 0))`, [currentScope().gameId, orderId]);
  }

  /** What goes back of an order, or has, by refunds that one person alone has asked for. */
  async goneByOne(orderId: string): Promise<number> {
    const row = await this.database.one<{ minor: bigint }>(
      `SELECT coalesce(sum(amount_minor), 0)::bigint AS minor FROM refunds.refund
        WHERE game_id = $1 AND order_id = $2 AND purpose IN ('order', 'part') AND source <> 'automatic' AND held_for IS DISTINCT FROM 'four_eyes' AND four_eyes_by IS NULL AND state NOT IN ('failed', 'dismissed')`,
      [currentScope().gameId, orderId]);
    return minorToNumber(row!.minor);
  }

  /** Writes the refund of a part, which its order has given the id; undefined when it is there. */
  makeForPart(asked: NewPart, { now, isHeld }: { now: Date; isHeld: boolean }): Promise<RefundRow | undefined> {
    return this.database.one<RefundRow>(
      `INSERT INTO refunds.refund (game_id, id, order_id, payment_id, player_id, purpose, amount_minor, tax_minor, part, currency, reason, reason_code, source, state, requested_at, held_for, asked_by, asked_by_member)
       VALUES ($1, $2, $3, $4, $5, 'part', $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17) ON CONFLICT ON CONSTRAINT refund_pkey DO NOTHING RETURNING *`,
      [currentScope().gameId, asked.refund_id, asked.order_id, asked.payment_id, asked.player_id, asked.part.amount_minor, asked.part.tax_minor, JSON.stringify(asked.part), asked.currency, asked.reason, asked.reason_code,
        asked.source, isHeld ? 'held' : 'requested', now, isHeld ? 'four_eyes' : null, asked.asked_by, asked.asked_by_member],
    );
  }

  /** What is left of its order when an automatic refund goes, where parts have gone back since it was written. */
  async lessen(id: string, to: { amount_minor: number; tax_minor: number }): Promise<void> {
    await this.database.execute(`UPDATE refunds.refund SET amount_minor = $3, tax_minor = $4 WHERE game_id = $1 AND id = $2 AND purpose = 'order' AND state = 'requested' AND amount_minor > $3`,
      [currentScope().gameId, id, to.amount_minor, to.tax_minor]);
  }

  /** Parts whose end nobody has announced: a process of the build before has ended them. At most `max`; each is answered once. */
  untold(max: number, now: Date): Promise<RefundRow[]> {
    return this.database.query<RefundRow>(
      `UPDATE refunds.refund r SET told_at = $3
         FROM (SELECT id FROM refunds.refund WHERE game_id = $1 AND purpose = 'part' AND state IN ('succeeded', 'failed', 'dismissed') AND told_at IS NULL ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED) AS w
        WHERE r.game_id = $1 AND r.id = w.id RETURNING r.*`,
      [currentScope().gameId, max, now],
    );
  }

  /** Writes the refund of a payment that its order did not need; undefined when it is there. */
  async makeForOverpaid(refund: NewRefund, now: Date): Promise<RefundRow | undefined> {
    return this.database.one<RefundRow>(
      `INSERT INTO refunds.refund (game_id, id, order_id, payment_id, player_id, purpose, amount_minor, currency, reason, source, state, requested_at)
       VALUES ($1, $2, $3, $4, $5, 'overpaid', $6, $7, $8, $9, 'requested', $10)
       ON CONFLICT (game_id, payment_id) WHERE purpose = 'overpaid' DO NOTHING RETURNING *`,
      [currentScope().gameId, newId('ref'), refund.order_id, refund.payment_id, refund.player_id, refund.amount_minor, refund.currency, refund.reason, refund.source, now],
    );
  }

  /**
   * One transaction of a game at a time decides on automatic refunds, until its end. Taken before the orders are read: whoever comes after a change of an order then finds what was
   * written before it, and the count of the breaker is exact, however many decide at once.
   */
  async lockAutomatic(): Promise<void> {
    await this.database.query(`SELECT pg_advisory_xact_lock(hashtextextended('refunds.breaker:' || $1::text, 0))`, [currentScope().gameId]);
  }

  /** Whether an order goes back by itself, so that no refund of it may wait for a person. Who writes that at the same time comes before, or finds what is written after this. */
  async isOwed(orderId: string): Promise<boolean> {
    await this.lockAutomatic();
    const row = await this.database.one<{ is_owed: boolean }>(`SELECT EXISTS (${GOES_BY_ITSELF}) AS is_owed FROM (SELECT $1::text AS game_id, $2::text AS order_id) AS r`, [currentScope().gameId, orderId]);
    return row!.is_owed;
  }

  /** Ends what waits for a person of orders that go back by themselves. Answers what has ended. */
  dismissHeld(orderIds: string[], reason: string, now: Date): Promise<RefundRow[]> {
    return this.database.query<RefundRow>(
      `UPDATE refunds.refund r SET state = 'dismissed', decision_reason = $3, ended_at = $4, told_at = CASE WHEN purpose = 'part' THEN $4::timestamptz END
        WHERE game_id = $1 AND order_id = ANY($2) AND state = 'held' AND held_for IN ('four_eyes', 'consumption') AND EXISTS (${GOES_BY_ITSELF}) RETURNING *`,
      [currentScope().gameId, orderIds, reason, now],
    );
  }

  /** Writes automatic refunds, none of which may go yet. An order that has an automatic one which counts, or has its money back, gets no other. */
  async makeWaiting(refunds: AutomaticRefund[], now: Date): Promise<void> {
    await this.database.query(
      `INSERT INTO refunds.refund (game_id, id, order_id, payment_id, player_id, amount_minor, currency, reason, source, state, requested_at, tax_minor, reason_code)
       SELECT $1, w.id, w.order_id, w.payment_id, w.player_id, w.amount_minor, w.currency, w.reason, 'automatic', 'waiting', $2, w.tax_minor, w.reason_code
         FROM unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[], $8::text[], $9::text[], $10::bigint[], $11::text[]) AS w(id, order_id, payment_id, player_id, amount_minor, currency, reason, tax_minor, reason_code)
        WHERE NOT EXISTS (SELECT 1 FROM refunds.refund r WHERE r.game_id = $1 AND r.order_id = w.order_id AND r.purpose = 'order' AND r.state NOT IN ('failed', 'dismissed')
                             AND (r.source = 'automatic' OR r.state = 'succeeded'))
       ON CONFLICT (game_id, order_id) WHERE state = 'waiting' DO NOTHING`,
      [
        currentScope().gameId, now, refunds.map(() => newId('ref')), refunds.map((each) => each.order_id), refunds.map((each) => each.payment_id), refunds.map((each) => each.player_id),
        refunds.map((each) => each.amount_minor), refunds.map((each) => each.currency), refunds.map((each) => each.reason), refunds.map((each) => each.tax_minor), refunds.map((each) => each.reason_code),
      ],
    );
  }

  /** The orders among these of which a refund waits, for the order or for a second person. */
  async waitingAmong(orderIds: string[]): Promise<string[]> {
    const rows = await this.database.query<{ order_id: string }>(
      `SELECT order_id FROM refunds.refund WHERE game_id = $1 AND order_id = ANY($2) AND ${WAITS}`, [currentScope().gameId, orderIds]);
    return rows.map(({ order_id }) => order_id);
  }

  /** Lets what waits for these orders go, as `held` beyond `max` an hour; an order whose refund is under way keeps it waiting. Answers them as they became. */
  admit(orderIds: string[], o: { max: number; paid: number; now: Date }): Promise<RefundRow[]> {
    return this.database.query<RefundRow>(
      `WITH passed AS (
         SELECT count(*)::int AS n FROM refunds.refund WHERE game_id = $1 AND admitted_at > $2::timestamptz - interval '1 hour'),
       wanted AS (
         SELECT w.id, row_number() OVER (ORDER BY w.id) AS place FROM refunds.refund w
          WHERE w.game_id = $1 AND w.order_id = ANY($3) AND w.state = 'waiting'
            AND NOT EXISTS (SELECT 1 FROM refunds.refund r WHERE r.game_id = $1 AND r.order_id = w.order_id AND r.purpose = 'order' AND r.state NOT IN ('waiting', 'failed', 'dismissed')))
       UPDATE refunds.refund r
          SET state = CASE WHEN p.n + w.place <= $4::bigint THEN 'requested' ELSE 'held' END, held_for = CASE WHEN p.n + w.place > $4::bigint THEN 'breaker' END, admitted_at = CASE WHEN p.n + w.place <= $4::bigint THEN $2::timestamptz END,
              refunds_last_hour = p.n + least(w.place - 1, greatest($4::bigint - p.n, 0)), paid_last_hour = $5
         FROM wanted w, passed p
        WHERE r.game_id = $1 AND r.id = w.id RETURNING r.*`,
      [currentScope().gameId, o.now, orderIds, o.max, o.paid],
    );
  }

  /** Ends what waits for orders whose money went back otherwise. Answers the parts among them. */
  dismissWaiting(orderIds: string[], reason: string, now: Date): Promise<RefundRow[]> {
    return this.database.query<RefundRow>(
      `WITH over AS (UPDATE refunds.refund SET state = 'dismissed', decision_reason = $3, ended_at = $4, told_at = CASE WHEN purpose = 'part' THEN $4::timestamptz END WHERE game_id = $1 AND order_id = ANY($2) AND ${WAITS} RETURNING *)
       SELECT * FROM over WHERE purpose = 'part'`,
      [currentScope().gameId, orderIds, reason, now],
    );
  }

  /** An automatic refund that its order does not take now waits again; the hour it was counted in counts it no more. */
  async waitAgain(id: string): Promise<void> {
    await this.database.execute(
      `UPDATE refunds.refund SET state = 'waiting', admitted_at = NULL WHERE game_id = $1 AND id = $2 AND source = 'automatic' AND purpose = 'order' AND state = 'requested'`,
      [currentScope().gameId, id],
    );
  }

  /** Ends the refunds that are on their way; those that have ended stay as they are, but money that has gone back has gone back, also where we had called it failed. */
  end(ended: { id: string; failure: string | null }[], to: 'succeeded' | 'failed', now: Date): Promise<RefundRow[]> {
    return this.database.query<RefundRow>(
      `UPDATE refunds.refund r SET state = $2, failure = e.failure, ended_at = $3, told_at = CASE WHEN purpose = 'part' THEN $3::timestamptz END
         FROM unnest($4::text[], $5::text[]) AS e(id, failure)
        WHERE r.game_id = $1 AND r.id = e.id AND (r.state = 'requested' OR (r.state = 'failed' AND $2 = 'succeeded')) RETURNING r.*`,
      [currentScope().gameId, to, now, ended.map((each) => each.id), ended.map((each) => each.failure)],
    );
  }

  /** Ends the waiting of a held refund, once. What waits for a second person, or has waited for one before it was held for its items, goes on by a member who neither asked for it nor made the key that did; else one of gone items by any member. Anybody may end it. */
  decide(id: string, to: 'requested' | 'dismissed', o: { by: Scope['actor']; reason: string; now: Date }): Promise<RefundRow | undefined> {
    return this.database.one<RefundRow>(
      `UPDATE refunds.refund SET state = $3, decided_by = $4, decision_reason = $5, decided_at = $6, ended_at = CASE WHEN $3 = 'dismissed' THEN $6::timestamptz END,
              told_at = CASE WHEN $3 = 'dismissed' AND purpose = 'part' THEN $6::timestamptz END
        WHERE game_id = $1 AND id = $2 AND state = 'held'
          AND ($3 = 'dismissed' OR coalesce(held_for, 'breaker') = 'breaker' OR ($7::text = 'member' AND ((held_for = 'consumption' AND four_eyes_by IS NULL) OR (asked_by IS DISTINCT FROM $4 AND asked_by_member IS DISTINCT FROM $4)))) RETURNING *`,
      [currentScope().gameId, id, to, o.by.id, o.reason, o.now, o.by.kind],
    );
  }

  /** Keeps what the game said of a refund that is on its way, and holds it where a person decides; undefined where it was kept before, or the refund is not on its way any more. */
  noteConsumption(id: string, consumption: Consumption): Promise<RefundRow | undefined> {
    return this.database.one<RefundRow>(
      `UPDATE refunds.refund SET consumption = $3, state = CASE WHEN $4 THEN 'held' ELSE state END, held_for = CASE WHEN $4 THEN 'consumption' ELSE held_for END,
              four_eyes_by = CASE WHEN $4 AND held_for = 'four_eyes' THEN decided_by END
        WHERE game_id = $1 AND id = $2 AND state = 'requested' AND consumption IS NULL RETURNING *`,
      [currentScope().gameId, id, JSON.stringify(consumption), consumption.verdict === 'ask'],
    );
  }

  /** Counts a question about a refund that the game did not answer. Answers how many there were. */
  async noteSilence(id: string): Promise<number> {
    const row = await this.database.one<{ silences: number }>('UPDATE refunds.refund SET silences = silences + 1 WHERE game_id = $1 AND id = $2 RETURNING silences', [currentScope().gameId, id]);
    return row!.silences;
  }

  list(filter: { order_id?: string; state?: RefundState[]; limit: number; starting_after?: string }): Promise<RefundRow[]> {
    return this.database.query<RefundRow>(
      `SELECT * FROM refunds.refund WHERE game_id = $1 AND ($2::text IS NULL OR order_id = $2) AND ($3::text[] IS NULL OR state = ANY($3)) AND ($4::text IS NULL OR id < $4)
        ORDER BY id DESC LIMIT $5`,
      [currentScope().gameId, filter.order_id ?? null, filter.state ?? null, filter.starting_after ?? null, filter.limit],
    );
  }
}

const STATUS_OF: Readonly<Record<RefundState, RefundView['status']>> = { waiting: 'pending', requested: 'pending', held: 'pending', succeeded: 'succeeded', failed: 'failed', dismissed: 'canceled' };

export function refundView(row: RefundRow): RefundView {
  return {
    id: row.id, order_id: row.order_id, payment_id: row.payment_id, player_id: row.player_id, purpose: row.purpose, amount_minor: minorToNumber(row.amount_minor), currency: row.currency,
    tax_minor: row.tax_minor === null ? null : minorToNumber(row.tax_minor), part: row.part, reason: row.reason, reason_code: row.reason_code, source: row.source, state: row.state, status: STATUS_OF[row.state], held_for: row.held_for, consumption: row.consumption, asked_by: row.asked_by, failure: row.failure, refunds_last_hour: row.refunds_last_hour, paid_last_hour: row.paid_last_hour,
    decided_by: row.decided_by, decided_at: unixSecondsOrNull(row.decided_at), decision_reason: row.decision_reason, requested_at: unixSeconds(row.requested_at), ended_at: unixSecondsOrNull(row.ended_at),
  };
}

export function refundFact(row: RefundRow): RefundFact {
  return {
    refund_id: row.id, order_id: row.order_id, payment_id: row.payment_id, player_id: row.player_id, amount_minor: minorToNumber(row.amount_minor), currency: row.currency,
    reason: row.reason, source: row.source,
  };
}
