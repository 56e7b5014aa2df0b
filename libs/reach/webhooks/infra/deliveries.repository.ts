import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { newId } from '#platform/kernel/ids';
import type { DeliveryRow } from './rows.js';

export interface ClaimedDelivery extends Pick<DeliveryRow, 'id' | 'event_id' | 'event_type' | 'endpoint_id' | 'subject_id' | 'attempts' | 'round' | 'tail'> {
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
/** How often a delivery without an enabled endpoint is looked at, should its announcement have been missed. */
const LOOK_AGAIN_SECONDS = 60;

/** Deliveries on their way: claimed under a lease, finished by conditional updates on its token. */
@Injectable()
export class DeliveriesRepository {
  constructor(private readonly database: Database) {}

  /** Takes what is due, the longest waiting first, but nothing of the endpoints that have enough in flight. */
  async claim(max: number, token: string, busyEndpoints: readonly string[]): Promise<ClaimedDelivery[]> {
    const { gameId } = currentScope();
    return this.database.query<ClaimedDelivery>(
      `WITH due AS (
         SELECT id FROM webhooks.delivery
          WHERE game_id = $1 AND state = 'pending' AND next_at <= now() AND (endpoint_id IS NULL OR endpoint_id <> ALL($4::text[]))
          ORDER BY next_at LIMIT $2 FOR UPDATE SKIP LOCKED
       ), taken AS (
         UPDATE webhooks.delivery d SET lease_token = $3, next_at = now() + make_interval(secs => $5), is_waiting = false FROM due WHERE d.game_id = $1 AND d.id = due.id
         RETURNING d.id, d.event_id, d.event_type, d.endpoint_id, d.subject_id, d.attempts, d.round, d.tail
       )
       SELECT taken.*, e.head FROM taken JOIN webhooks.event e ON e.game_id = $1 AND e.id = taken.event_id ORDER BY taken.id`,
      [gameId, max, token, busyEndpoints, LEASE_SECONDS],
    );
  }

  /** Lets deliveries wait for an endpoint that takes them; no attempt is counted. */
  async wait(ids: readonly string[]): Promise<void> {
    await this.database.execute(
      `UPDATE webhooks.delivery SET is_waiting = true, lease_token = NULL, next_at = now() + make_interval(secs => $3) WHERE game_id = $1 AND id = ANY($2::text[]) AND state = 'pending'`,
      [currentScope().gameId, ids, LOOK_AGAIN_SECONDS],
    );
  }

  /** Gives granting deliveries to the endpoint that takes such events now. */
  async reassign(ids: readonly string[], endpointId: string): Promise<void> {
    await this.database.execute('UPDATE webhooks.delivery SET endpoint_id = $3 WHERE game_id = $1 AND id = ANY($2::text[])', [currentScope().gameId, ids, endpointId]);
  }

  async closeDeleted(ids: readonly string[]): Promise<void> {
    await this.database.execute(
      `UPDATE webhooks.delivery SET state = 'dead', closed_reason = 'endpoint_deleted', lease_token = NULL, ended_at = now(), last_error = 'the webhook was deleted' WHERE game_id = $1 AND id = ANY($2::text[]) AND state = 'pending'`,
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
              next_at = now() + make_interval(secs => o.wait), ended_at = CASE WHEN o.state <> 'pending' THEN now() END
         FROM o WHERE d.game_id = $1 AND d.id = o.delivery_id AND d.lease_token = o.token AND d.state = 'pending'
       RETURNING d.id`,
      [
        currentScope().gameId, of('delivery_id'), of('lease_token'), of('state'), of('closed_reason'), of('wait_seconds'), of('number'), of('started_at'), of('duration_ms'), of('status'),
        of('error_class'), of('error_text'), of('response_body'), of('is_response_cut'), outcomes.map(() => newId('wha')),
      ],
    );
    return rows.map((row) => row.id);
  }

  /** An endpoint takes events again: what waited for it, and grants that waited for any, are due. */
  async wake(endpointId: string, grantTypes: readonly string[]): Promise<number> {
    return this.database.execute(
      `UPDATE webhooks.delivery SET next_at = now(), is_waiting = false WHERE game_id = $1 AND state = 'pending' AND is_waiting AND (endpoint_id = $2 OR event_type = ANY($3::text[]))`,
      [currentScope().gameId, endpointId, grantTypes],
    );
  }

  /** A deleted endpoint: its grants look for another one, the rest is over. */
  async endpointDeleted(endpointId: string, grantTypes: readonly string[]): Promise<void> {
    const { gameId } = currentScope();
    await this.database.execute(
      `UPDATE webhooks.delivery SET endpoint_id = CASE WHEN event_type = ANY($3::text[]) THEN NULL ELSE endpoint_id END, is_waiting = event_type = ANY($3::text[]),
              state = CASE WHEN event_type = ANY($3::text[]) THEN 'pending' ELSE 'dead' END, closed_reason = CASE WHEN event_type = ANY($3::text[]) THEN NULL ELSE 'endpoint_deleted' END,
              ended_at = CASE WHEN event_type = ANY($3::text[]) THEN NULL ELSE now() END
        WHERE game_id = $1 AND endpoint_id = $2 AND state = 'pending'`,
      [gameId, endpointId, grantTypes],
    );
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
         UPDATE webhooks.delivery d SET state = CASE WHEN d.state = 'succeeded' THEN 'succeeded' ELSE 'dead' END, closed_reason = coalesce(d.closed_reason, 'taken_back'), lease_token = NULL,
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

  /** Sends again, from the beginning of the schedule. A delivery that is due or under way stays as it is. */
  async replay(id: string): Promise<void> {
    await this.database.execute(
      `UPDATE webhooks.delivery SET state = 'pending', round = 0, next_at = now(), ended_at = NULL, lease_token = NULL
        WHERE game_id = $1 AND id = $2 AND closed_reason IS NULL AND lease_token IS NULL`,
      [currentScope().gameId, id],
    );
  }

  /** Locked until the transaction ends. */
  lock(id: string): Promise<Pick<DeliveryRow, 'id' | 'state' | 'closed_reason'> | undefined> {
    return this.database.one('SELECT id, state, closed_reason FROM webhooks.delivery WHERE game_id = $1 AND id = $2 FOR UPDATE', [currentScope().gameId, id]);
  }
}
