import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';

export interface Numbered {
  /** The last sequence after the batch; the batch took the ones before it. */
  last_sequence: bigint;
  /** endpoint id → the sequence that it was sent last before the batch. */
  sent_before: Record<string, number>;
  withdrawn: boolean;
}

export interface NewEvent {
  id: string;
  type: string;
  aggregate_type: string;
  aggregate_id: string;
  sequence: bigint;
  subject_id: string;
  order_id: string | null;
  idempotency_key: string;
  head: Buffer;
  context: object | null;
  /** Of the span that announced it. */
  traceparent: string | null;
}

export interface NewDelivery {
  id: string;
  event_id: string;
  endpoint_id: string | null;
  /** The whole body, where it is another than that of its event: `tail` is empty then. */
  head: Buffer | null;
  tail: Buffer;
  /** Not before so many seconds from now. */
  in_seconds: number;
  /** It will be a line of a batch. */
  is_batched: boolean;
}

/** Events and their deliveries, written for whole batches, in the open transaction. */
@Injectable()
export class EventsRepository {
  constructor(private readonly database: Database) {}

  /**
   * Takes the next numbers of each aggregate and notes that `endpoints` are sent them. Aggregates are taken in the order of their ids, so that
   * two batches cannot wait for each other. `granting`: an aggregate that was withdrawn gives no number.
   */
  async number(counts: ReadonlyMap<string, number>, endpoints: readonly string[], granting: boolean): Promise<Map<string, Numbered>> {
    const ids = [...counts.keys()].sort();
    const rows = await this.database.query<Numbered & { aggregate_id: string }>(
      `INSERT INTO webhooks.aggregate AS a (game_id, aggregate_id, last_sequence, sent)
       SELECT $1, c.id, c.n, (SELECT coalesce(jsonb_object_agg(e, c.n), '{}') FROM unnest($4::text[]) AS e) FROM unnest($2::text[], $3::bigint[]) AS c(id, n) ORDER BY c.id
       ON CONFLICT (game_id, aggregate_id) DO UPDATE
         SET last_sequence = a.last_sequence + CASE WHEN $5 AND a.withdrawn THEN 0 ELSE excluded.last_sequence END, sent_before = a.sent,
             sent = CASE WHEN $5 AND a.withdrawn THEN a.sent
                         ELSE a.sent || (SELECT coalesce(jsonb_object_agg(e, a.last_sequence + excluded.last_sequence), '{}') FROM unnest($4::text[]) AS e) END
       RETURNING aggregate_id, last_sequence, sent_before, withdrawn`,
      [currentScope().gameId, ids, ids.map((id) => counts.get(id)!), endpoints, granting],
    );
    return new Map(rows.map((row) => [row.aggregate_id, row]));
  }

  /** Closes aggregates for granting, also those that have no event yet: a grant that is heard of later finds the mark. Answers those that have had events. */
  async withdraw(aggregateIds: readonly string[]): Promise<Set<string>> {
    const rows = await this.database.query<{ aggregate_id: string; last_sequence: bigint }>(
      `INSERT INTO webhooks.aggregate (game_id, aggregate_id, last_sequence, withdrawn) SELECT $1, id, 0, true FROM unnest($2::text[]) AS id ORDER BY id
       ON CONFLICT (game_id, aggregate_id) DO UPDATE SET withdrawn = true RETURNING aggregate_id, last_sequence`,
      [currentScope().gameId, aggregateIds],
    );
    return new Set(rows.filter((row) => row.last_sequence > 0n).map((row) => row.aggregate_id));
  }

  /** Removes up to `max` events that are older than `days` and that no delivery is there for any more. Answers how many. */
  removeOld(days: number, max: number): Promise<number> {
    return this.database.execute(
      `DELETE FROM webhooks.event e USING (
         SELECT id FROM webhooks.event o
          WHERE game_id = $1 AND id < platform.typeid_floor('evt', now() - make_interval(days => $2)) AND created_at < now() - make_interval(days => $2)
            AND NOT EXISTS (SELECT FROM webhooks.delivery d WHERE d.game_id = $1 AND d.event_id = o.id)
          ORDER BY id LIMIT $3 FOR UPDATE SKIP LOCKED) old
        WHERE e.game_id = $1 AND e.id = old.id`,
      [currentScope().gameId, days, max],
    );
  }

  /** Where as many are collected for an endpoint as a batch holds, the batch need not wait for its time: one of them is due now. */
  async dueWhereFull(endpoints: readonly { endpoint_id: string; max_events: number }[]): Promise<void> {
    await this.database.execute(
      `UPDATE webhooks.delivery d SET next_at = now() FROM (
         SELECT last.id FROM unnest($2::text[], $3::int[]) AS e(id, max) CROSS JOIN LATERAL (
           SELECT id FROM webhooks.delivery WHERE game_id = $1 AND endpoint_id = e.id AND is_batched AND batch_id IS NULL AND state = 'pending' ORDER BY id OFFSET e.max - 1 LIMIT 1) AS last) AS full_batch
        WHERE d.game_id = $1 AND d.id = full_batch.id AND d.lease_token IS NULL AND d.next_at > now()`,
      [currentScope().gameId, endpoints.map((each) => each.endpoint_id), endpoints.map((each) => each.max_events)],
    );
  }

  async write(events: readonly NewEvent[], deliveries: readonly NewDelivery[]): Promise<void> {
    await this.database.execute(
      `WITH e AS (
         SELECT * FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::text[], $8::text[], $9::text[], $10::bytea[], $11::jsonb[], $18::text[])
           AS e(id, type, aggregate_type, aggregate_id, sequence, subject_id, order_id, idempotency_key, head, context, traceparent)
       ), written AS (
         INSERT INTO webhooks.event (game_id, id, type, aggregate_type, aggregate_id, sequence, subject_id, order_id, idempotency_key, head, context, traceparent)
         SELECT $1, id, type, aggregate_type, aggregate_id, sequence, subject_id, order_id, idempotency_key, head, context, traceparent FROM e
       )
       INSERT INTO webhooks.delivery (game_id, id, event_id, event_type, endpoint_id, subject_id, order_id, tail, is_waiting, next_at, is_batched, head)
       SELECT $1, d.id, d.event_id, e.type, d.endpoint_id, e.subject_id, e.order_id, d.tail, d.endpoint_id IS NULL, now() + make_interval(secs => d.in_seconds), d.is_batched, d.head
         FROM unnest($12::text[], $13::text[], $14::text[], $15::bytea[], $16::float8[], $17::bool[], $19::bytea[]) AS d(id, event_id, endpoint_id, tail, in_seconds, is_batched, head) JOIN e ON e.id = d.event_id`,
      [
        currentScope().gameId, events.map((e) => e.id), events.map((e) => e.type), events.map((e) => e.aggregate_type), events.map((e) => e.aggregate_id), events.map((e) => e.sequence),
        events.map((e) => e.subject_id), events.map((e) => e.order_id), events.map((e) => e.idempotency_key), events.map((e) => e.head), events.map((e) => (e.context ? JSON.stringify(e.context) : null)),
        deliveries.map((d) => d.id), deliveries.map((d) => d.event_id), deliveries.map((d) => d.endpoint_id), deliveries.map((d) => d.tail), deliveries.map((d) => d.in_seconds), deliveries.map((d) => d.is_batched), events.map((e) => e.traceparent),
        deliveries.map((d) => d.head),
      ],
    );
  }
}
