import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { newId } from '#platform/kernel/ids';
import { PLANNED_ONCE } from './planned-once.js';
import type { DeliveryRow } from './rows.js';

export interface ClaimedDelivery extends Pick<DeliveryRow, 'id' | 'event_id' | 'event_type' | 'endpoint_id' | 'subject_id' | 'attempts' | 'round' | 'has_succeeded' | 'tail' | 'is_batched'> {
  /** What precedes `tail`: of its event, or its own. */
  head: Buffer;
  traceparent: string | null;
  /** Its endpoint has not taken the last that it was sent. */
  is_failing: boolean;
  /** Its endpoint is left alone, and is to be tried by one attempt. */
  is_broken: boolean;
  /** It waited for its endpoint to be enabled until this claim. */
  was_waiting: boolean;
  /** Since when it was due before this claim. */
  was_due: Date;
}

/** A delivery of a grant that has just become another endpoint's. */
export interface Reassigned {
  id: string;
  /** Of the player, where any endpoint asked for it when the event was made. */
  context: object | null;
  previous_sequence: bigint | null;
  /** Of its event. */
  head: Buffer;
}

/** How an attempt ended, and what becomes of its delivery. */
export interface AttemptOutcome {
  delivery_id: string;
  lease_token: string;
  state: 'pending' | 'succeeded' | 'dead';
  closed_reason: 'declined' | null;
  /** For `pending`. */
  wait_seconds: number;
  number: number;
  started_at: Date;
  duration_ms: number;
  status: number | null;
  error_class: string | null;
  error_text: string | null;
  response_body: string | null;
  is_response_cut: boolean;
}

/** The end of a lease is well behind the deadline of an attempt: nobody else sends while one still may. */
export const LEASE_SECONDS = 30;
const TURN_AGAIN_SECONDS = 1;
/** So many deliveries at most are written by one statement where a whole backlog is. */
const PART = 2_000;

/** What a delivery is when nothing more is sent of it. */
const OVER = "CASE WHEN has_succeeded THEN 'succeeded' ELSE 'dead' END";

/** Whether it looks for another endpoint when its own is deleted. */
const LOOKS = '(event_type = ANY($3::text[]) AND NOT has_succeeded)';

/** Deliveries on their way: claimed under a lease, finished by conditional updates on its token. */
@Injectable()
export class DeliveriesRepository {
  constructor(private readonly database: Database) {}

  /**
   * Takes what is due, but nothing of the endpoints that have enough in flight or are left alone. Endpoints take turns: the longest waiting of each, then the next of each, so that one that has been away and has
   * thousands waiting does not come before what is new for the others. So much of one is looked at as is taken if only those that have something due share `max`, twice over where they share it unevenly. Of one that
   * is to be tried the latest is taken too: it is what somebody has just asked for, if anybody has. (Those without an endpoint are found by the index of endpoints only where that is what they are ordered by.)
   */
  async claim(max: number, token: string, busyEndpoints: readonly string[]): Promise<ClaimedDelivery[]> {
    const { gameId } = currentScope();
    const [, claimed] = await Promise.all([this.database.execute(PLANNED_ONCE), this.database.query<ClaimedDelivery>(
      `WITH RECURSIVE endpoint(id) AS (
         (SELECT endpoint_id FROM webhooks.delivery WHERE game_id = $1 AND state = 'pending' AND endpoint_id IS NOT NULL ORDER BY endpoint_id LIMIT 1)
         UNION ALL
         SELECT (SELECT d.endpoint_id FROM webhooks.delivery d WHERE d.game_id = $1 AND d.state = 'pending' AND d.endpoint_id > e.id ORDER BY d.endpoint_id LIMIT 1) FROM endpoint e WHERE e.id IS NOT NULL
       ), wanting AS MATERIALIZED (
         SELECT e.id, h.open_until IS NOT NULL AS is_broken FROM endpoint e LEFT JOIN webhooks.endpoint_health h ON h.game_id = $1 AND h.endpoint_id = e.id
          WHERE e.id <> ALL($4::text[]) AND (h.open_until IS NULL OR h.open_until <= now()) AND (SELECT d.next_at FROM webhooks.delivery d WHERE d.game_id = $1 AND d.endpoint_id = e.id AND d.state = 'pending' ORDER BY d.next_at LIMIT 1) <= now()
       ), found AS (
         SELECT d.id, d.next_at, d.is_waiting, row_number() OVER (PARTITION BY w.id ORDER BY d.next_at) AS turn FROM wanting w CROSS JOIN LATERAL (
           SELECT id, next_at, is_waiting FROM webhooks.delivery WHERE game_id = $1 AND endpoint_id = w.id AND state = 'pending' AND next_at <= now()
            ORDER BY next_at LIMIT (SELECT least($2::bigint, 1 + 2 * $2::bigint / count(*)) FROM wanting) FOR UPDATE SKIP LOCKED) AS d
         UNION ALL
         SELECT d.id, d.next_at, d.is_waiting, 0 FROM wanting w CROSS JOIN LATERAL (
           SELECT id, next_at, is_waiting FROM webhooks.delivery WHERE w.is_broken AND game_id = $1 AND endpoint_id = w.id AND state = 'pending' AND next_at <= now() ORDER BY next_at DESC LIMIT 1 FOR UPDATE SKIP LOCKED) AS d
         UNION ALL
         SELECT d.id, d.next_at, d.is_waiting, row_number() OVER (ORDER BY d.next_at) FROM (
           SELECT id, next_at, is_waiting FROM webhooks.delivery WHERE game_id = $1 AND endpoint_id IS NULL AND state = 'pending' AND next_at <= now() ORDER BY endpoint_id, next_at LIMIT $2::bigint FOR UPDATE SKIP LOCKED) AS d
       ), due AS (
         SELECT id, next_at, is_waiting FROM found GROUP BY id, next_at, is_waiting ORDER BY min(turn), next_at LIMIT $2::bigint
       ), taken AS (
         UPDATE webhooks.delivery d SET lease_token = $3, next_at = now() + make_interval(secs => $5), is_waiting = false, is_held = false FROM due WHERE d.game_id = $1 AND d.id = due.id
         RETURNING d.id, d.event_id, d.event_type, d.endpoint_id, d.subject_id, d.attempts, d.round, d.has_succeeded, d.head, d.tail, d.is_batched, due.next_at AS was_due, due.is_waiting AS was_waiting
       )
       SELECT taken.id, taken.event_id, taken.event_type, taken.endpoint_id, taken.subject_id, taken.attempts, taken.round, taken.has_succeeded, taken.tail, taken.is_batched, taken.was_due, taken.was_waiting, coalesce(taken.head, e.head) AS head, e.traceparent, h.endpoint_id IS NOT NULL AS is_failing, h.open_until IS NOT NULL AS is_broken FROM taken JOIN webhooks.event e ON e.game_id = $1 AND e.id = taken.event_id
         LEFT JOIN webhooks.endpoint_health h ON h.game_id = $1 AND h.endpoint_id = taken.endpoint_id ORDER BY taken.id`,
      [gameId, max, token, busyEndpoints, LEASE_SECONDS],
    )]);
    return claimed;
  }

  /**
   * Gives deliveries of grants to another endpoint, whose line of numbers they join and leave that of the one before. Answers each with what its
   * endpoint was sent before it. A grant of which something is being told at this moment stays where it is: its numbers are not to be waited for.
   */
  async reassign(deliveries: readonly ClaimedDelivery[], endpointId: string): Promise<Reassigned[]> {
    const { gameId } = currentScope();
    const locked = await this.database.query<{ aggregate_id: string }>(
      'SELECT aggregate_id FROM webhooks.aggregate WHERE game_id = $1 AND aggregate_id = ANY($2::text[]) ORDER BY aggregate_id FOR UPDATE SKIP LOCKED', [gameId, deliveries.map((each) => each.subject_id)]);
    const grants = locked.map((row) => row.aggregate_id);
    const moved = deliveries.filter((each) => grants.includes(each.subject_id));
    if (moved.length === 0) return [];
    const ids = moved.map((each) => each.id);
    await this.database.execute('UPDATE webhooks.delivery SET endpoint_id = $3 WHERE game_id = $1 AND id = ANY($2::text[])', [gameId, ids, endpointId]);
    await this.database.execute(
      `UPDATE webhooks.aggregate a SET sent = (a.sent - $3::text[]) || coalesce(
                (SELECT jsonb_object_agg(line.endpoint_id, line.last) FROM (
                   SELECT d.endpoint_id, max(e.sequence) AS last FROM webhooks.delivery d JOIN webhooks.event e ON e.game_id = $1 AND e.id = d.event_id
                    WHERE d.game_id = $1 AND d.subject_id = a.aggregate_id AND d.endpoint_id IS NOT NULL GROUP BY d.endpoint_id) AS line), '{}')
        WHERE a.game_id = $1 AND a.aggregate_id = ANY($2::text[])`,
      [gameId, grants, moved.flatMap((each) => each.endpoint_id ?? [])],
    );
    return this.database.query<Reassigned>(
      `SELECT d.id, e.context, e.head, (SELECT max(b.sequence) FROM webhooks.delivery x JOIN webhooks.event b ON b.game_id = $1 AND b.id = x.event_id
                                WHERE x.game_id = $1 AND x.subject_id = d.subject_id AND x.endpoint_id = d.endpoint_id AND b.sequence < e.sequence) AS previous_sequence
         FROM webhooks.delivery d JOIN webhooks.event e ON e.game_id = $1 AND e.id = d.event_id WHERE d.game_id = $1 AND d.id = ANY($2::text[])`,
      [gameId, ids],
    );
  }

  /** The bytes for another endpoint than they were made for. */
  async rewriteBodies(bodies: ReadonlyMap<string, { head: Buffer | null; tail: Buffer }>): Promise<void> {
    const each = [...bodies.values()];
    await this.database.execute(
      'UPDATE webhooks.delivery d SET head = t.head, tail = t.tail FROM unnest($2::text[], $3::bytea[], $4::bytea[]) AS t(id, head, tail) WHERE d.game_id = $1 AND d.id = t.id',
      [currentScope().gameId, [...bodies.keys()], each.map(({ head }) => head), each.map(({ tail }) => tail)]);
  }

  /** Gives deliveries back that could not be taken now. */
  async postpone(ids: readonly string[]): Promise<void> {
    await this.database.execute('UPDATE webhooks.delivery SET lease_token = NULL, next_at = now() + make_interval(secs => $3) WHERE game_id = $1 AND id = ANY($2::text[])', [currentScope().gameId, ids, TURN_AGAIN_SECONDS]);
  }

  async closeDeleted(ids: readonly string[]): Promise<void> {
    await this.database.execute(
      `UPDATE webhooks.delivery SET state = ${OVER}, closed_reason = 'endpoint_deleted', lease_token = NULL, ended_at = coalesce(ended_at, now()), last_error = 'the webhook was deleted'
        WHERE game_id = $1 AND id = ANY($2::text[]) AND state = 'pending'`,
      [currentScope().gameId, ids],
    );
  }

  /**
   * Writes the attempts and the state of their deliveries. A delivery that was taken over or closed meanwhile keeps its state, the attempt
   * stands in the log all the same. Answers the deliveries that have changed.
   */
  async finish(outcomes: readonly AttemptOutcome[]): Promise<string[]> {
    const of = <K extends keyof AttemptOutcome>(key: K): AttemptOutcome[K][] => outcomes.map((each) => each[key]);
    const rows = await this.database.query<{ id: string }>(
      `WITH o AS (
         SELECT * FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::float8[], $7::int[], $8::timestamptz[], $9::int[], $10::int[], $11::text[], $12::text[], $13::text[], $14::bool[], $15::text[])
           AS o(delivery_id, token, state, closed_reason, wait, number, started_at, duration_ms, status, error_class, error_text, response_body, cut, attempt_id)
       ), logged AS (
         INSERT INTO webhooks.attempt (game_id, id, delivery_id, number, started_at, duration_ms, status, error_class, error_text, response_body, is_response_cut)
         SELECT $1, attempt_id, delivery_id, number, started_at, duration_ms, status, error_class, error_text, response_body, cut FROM o
       )
       UPDATE webhooks.delivery d
          SET state = o.state, closed_reason = o.closed_reason, attempts = o.number, round = d.round + 1, lease_token = NULL, last_status = o.status, last_error = o.error_text,
              next_at = now() + make_interval(secs => o.wait), ended_at = CASE WHEN d.has_succeeded THEN d.ended_at WHEN o.state <> 'pending' THEN now() END
         FROM o WHERE d.game_id = $1 AND d.id = o.delivery_id AND d.lease_token = o.token AND d.state = 'pending'
       RETURNING d.id`,
      [
        currentScope().gameId, of('delivery_id'), of('lease_token'), of('state'), of('closed_reason'), of('wait_seconds'), of('number'), of('started_at'), of('duration_ms'), of('status'),
        of('error_class'), of('error_text'), of('response_body'), of('is_response_cut'), outcomes.map(() => newId('wha')),
      ],
    );
    return rows.map((row) => row.id);
  }

  /** An endpoint takes events again: what waited for it or was kept back, and grants that waited for any, are due. */
  async wake(endpointId: string, grantTypes: readonly string[]): Promise<number> {
    return this.byParts((max) => this.database.execute(
      `UPDATE webhooks.delivery SET next_at = now(), is_waiting = false, is_held = false
        WHERE game_id = $1 AND id = ANY(ARRAY(
          SELECT id FROM webhooks.delivery
           WHERE game_id = $1 AND state = 'pending' AND next_at > now() AND ((is_waiting AND (endpoint_id = $2 OR event_type = ANY($3::text[]))) OR (is_held AND lease_token IS NULL AND endpoint_id = $2))
           LIMIT $4 FOR UPDATE))`,
      [currentScope().gameId, endpointId, grantTypes, max],
    ));
  }

  /** A deleted endpoint: its grants look for another one, the rest is over; so is what had succeeded there. */
  async endpointDeleted(endpointId: string, grantTypes: readonly string[]): Promise<void> {
    const { gameId } = currentScope();
    await this.byParts((max) => this.database.execute(
      `UPDATE webhooks.delivery SET endpoint_id = CASE WHEN ${LOOKS} THEN NULL ELSE endpoint_id END, lease_token = CASE WHEN ${LOOKS} THEN lease_token END, is_waiting = ${LOOKS}, state = CASE WHEN ${LOOKS} THEN 'pending' ELSE ${OVER} END,
              closed_reason = CASE WHEN ${LOOKS} THEN NULL ELSE 'endpoint_deleted' END, ended_at = CASE WHEN ${LOOKS} THEN NULL ELSE coalesce(ended_at, now()) END
        WHERE game_id = $1 AND id = ANY(ARRAY(SELECT id FROM webhooks.delivery WHERE game_id = $1 AND endpoint_id = $2 AND state = 'pending' LIMIT $4 FOR UPDATE))`,
      [gameId, endpointId, grantTypes, max],
    ));
  }

  /** All of a backlog in one transaction, however deep it is, and no statement of it for long: each has its own deadline. Answers how many. */
  private async byParts(part: (max: number) => Promise<number>): Promise<number> {
    for (let all = 0; ; ) {
      const done = await part(PART);
      all += done;
      if (done < PART) return all;
    }
  }

  /**
   * Closes the `item.add` deliveries of grants that go back: none leaves any more, none can be replayed. Answers per grant whether an attempt has
   * left (or is under way), and for how many seconds one may still be.
   */
  async takeBack(grantIds: readonly string[]): Promise<Map<string, { left: boolean; busySeconds: number }>> {
    const { gameId } = currentScope();
    const rows = await this.database.query<{ subject_id: string; left: boolean; busy_seconds: number }>(
      `WITH open AS (
         SELECT id, subject_id, attempts, state, lease_token, next_at FROM webhooks.delivery WHERE game_id = $1 AND subject_id = ANY($2::text[]) AND event_type = 'item.add' ORDER BY id FOR UPDATE
       ), closed AS (
         UPDATE webhooks.delivery d SET state = CASE WHEN d.state = 'succeeded' THEN 'succeeded' ELSE ${OVER} END, closed_reason = coalesce(d.closed_reason, 'taken_back'), lease_token = NULL,
                ended_at = coalesce(d.ended_at, now()) FROM open WHERE d.game_id = $1 AND d.id = open.id
       )
       SELECT subject_id, bool_or(attempts > 0 OR lease_token IS NOT NULL) AS "left",
              coalesce(max(extract(epoch FROM next_at - now())) FILTER (WHERE state = 'pending' AND lease_token IS NOT NULL), 0)::float8 AS busy_seconds
         FROM open GROUP BY subject_id`,
      [gameId, grantIds],
    );
    return new Map(rows.map((row) => [row.subject_id, { left: row.left, busySeconds: Math.max(0, Math.min(row.busy_seconds, LEASE_SECONDS)) }]));
  }

  /** Removes up to `max` deliveries that ended more than `days` ago, whatever became of them, with their attempts. One that is pending stays, however old. Answers how many. */
  async removeEnded(days: number, max: number): Promise<number> {
    const removed = await this.database.one<{ count: bigint }>(
      `WITH old AS (
         SELECT id FROM webhooks.delivery
          WHERE game_id = $1 AND id < platform.typeid_floor('whd', now() - make_interval(days => $2)) AND state <> 'pending' AND ended_at < now() - make_interval(days => $2)
          ORDER BY id LIMIT $3 FOR UPDATE SKIP LOCKED
       ), attempts AS (
         DELETE FROM webhooks.attempt a USING old WHERE a.game_id = $1 AND a.delivery_id = old.id
       ), removed AS (
         DELETE FROM webhooks.delivery d USING old WHERE d.game_id = $1 AND d.id = old.id RETURNING d.id
       )
       SELECT count(*) AS count FROM removed`,
      [currentScope().gameId, days, max],
    );
    return Number(removed!.count);
  }
}
