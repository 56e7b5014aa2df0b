import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { LINK_SECONDS, MADE_LINKS_MAX } from '../domain/batches.js';
import type { BatchLinkRow, BatchRow } from './rows.js';

/** How the message that told of a batch has ended. */
export interface EndedReady {
  delivery_id: string;
  state: 'succeeded' | 'dead';
  status: number | null;
  error_text: string | null;
}

export interface NewBatch {
  id: string;
  endpoint_id: string;
  ready_delivery_id: string;
  delivery_ids: readonly string[];
}

/** While its batch is on its way a delivery has no turn of its own. */
const NO_TURN = "timestamptz '2999-01-01'";
const TURN_AGAIN_SECONDS = 1;

/** Batches: closed, told of, ended, downloaded. They hold the ids of deliveries, and no copy of what these say. */
@Injectable()
export class BatchesRepository {
  constructor(private readonly database: Database) {}

  /** Until the transaction ends nobody else closes a batch of this endpoint: the row that numbers what it is told of its batches is the lock. */
  async takeTurn(endpointId: string): Promise<void> {
    await this.database.execute(
      'INSERT INTO webhooks.aggregate AS a (game_id, aggregate_id, last_sequence) VALUES ($1, $2, 0) ON CONFLICT (game_id, aggregate_id) DO UPDATE SET last_sequence = a.last_sequence', [currentScope().gameId, endpointId]);
  }

  /**
   * Makes the oldest `max` collected deliveries of an endpoint lines of a batch, those that this claim has taken among them. Answers their ids in the order of the lines: as their events were made, those of one
   * aggregate by their sequence. Where an earlier event of the same aggregate is collected and not among them (another worker has it, or it is not one of the oldest), the later ones stay for the next batch; of an
   * `ordered` endpoint also where it is on its way by itself.
   */
  async collect(batchId: string, endpointId: string, max: number, token: string, ordered: boolean): Promise<string[]> {
    const rows = await this.database.query<{ id: string; place: bigint }>(
      `WITH picked AS (
         SELECT id, event_id, subject_id FROM webhooks.delivery
          WHERE game_id = $1 AND endpoint_id = $2 AND is_batched AND batch_id IS NULL AND state = 'pending' AND (lease_token IS NULL OR lease_token = $3) ORDER BY id LIMIT $4 FOR UPDATE SKIP LOCKED
       ), mine AS (
         SELECT p.id, p.subject_id, e.id AS event_id, e.aggregate_id, e.sequence FROM picked p JOIN webhooks.event e ON e.game_id = $1 AND e.id = p.event_id
       ), fit AS (
         SELECT * FROM mine m WHERE NOT EXISTS (
           SELECT FROM webhooks.delivery x JOIN webhooks.event b ON b.game_id = $1 AND b.id = x.event_id
            WHERE x.game_id = $1 AND x.subject_id = m.subject_id AND x.endpoint_id = $2 AND x.state = 'pending' AND NOT x.has_succeeded AND x.batch_id IS NULL AND (x.is_batched OR $6)
              AND b.aggregate_id = m.aggregate_id AND b.sequence < m.sequence AND x.id NOT IN (SELECT id FROM picked))
       ), line AS (
         SELECT id, row_number() OVER (ORDER BY made, sequence) AS place
           FROM (SELECT id, sequence, max(event_id) OVER (PARTITION BY aggregate_id ORDER BY sequence ROWS UNBOUNDED PRECEDING) AS made FROM fit) AS each
       )
       UPDATE webhooks.delivery d SET batch_id = $5, lease_token = NULL, is_waiting = false, is_held = false, next_at = ${NO_TURN} FROM line WHERE d.game_id = $1 AND d.id = line.id
       RETURNING d.id, line.place`,
      [currentScope().gameId, endpointId, token, max, batchId, ordered],
    );
    return rows.sort((a, b) => Number(a.place - b.place)).map((row) => row.id);
  }

  /** What a claim has taken and no batch has: its turn comes again. */
  async giveBack(ids: readonly string[]): Promise<void> {
    await this.database.execute(
      'UPDATE webhooks.delivery SET lease_token = NULL, next_at = now() + make_interval(secs => $3) WHERE game_id = $1 AND id = ANY($2::text[]) AND batch_id IS NULL', [currentScope().gameId, ids, TURN_AGAIN_SECONDS]);
  }

  async insert(batch: NewBatch, tokenHash: string): Promise<void> {
    const { gameId } = currentScope();
    await this.database.execute('INSERT INTO webhooks.batch (game_id, id, endpoint_id, ready_delivery_id, delivery_ids) VALUES ($1, $2, $3, $4, $5)', [gameId, batch.id, batch.endpoint_id, batch.ready_delivery_id, batch.delivery_ids]);
    await this.addLink(batch.id, tokenHash, true);
  }

  /** Answers until when it is good. Of those that were made by the API the oldest end where they are too many. */
  async addLink(batchId: string, tokenHash: string, isTold: boolean): Promise<Date> {
    const { gameId } = currentScope();
    const row = await this.database.one<{ expires_at: Date }>(
      'INSERT INTO webhooks.batch_link (game_id, batch_id, token_hash, is_told, expires_at) VALUES ($1, $2, $3, $4, now() + make_interval(secs => $5)) RETURNING expires_at', [gameId, batchId, tokenHash, isTold, LINK_SECONDS]);
    if (!isTold) {
      await this.database.execute(
        `DELETE FROM webhooks.batch_link WHERE game_id = $1 AND batch_id = $2 AND token_hash IN (
           SELECT token_hash FROM webhooks.batch_link WHERE game_id = $1 AND batch_id = $2 AND NOT is_told ORDER BY created_at DESC, token_hash OFFSET $3)`, [gameId, batchId, MADE_LINKS_MAX]);
    }
    return row!.expires_at;
  }

  /** These messages leave now: what they tell is good for a day from here on. */
  async renewTold(readyDeliveryIds: readonly string[]): Promise<void> {
    await this.database.execute(
      `UPDATE webhooks.batch_link l SET expires_at = now() + make_interval(secs => $3) FROM webhooks.batch b
        WHERE b.game_id = $1 AND b.ready_delivery_id = ANY($2::text[]) AND l.game_id = $1 AND l.batch_id = b.id AND l.is_told`, [currentScope().gameId, readyDeliveryIds, LINK_SECONDS]);
  }

  /** The end of the message is the end of what it told of. What was sent again meanwhile belongs to another batch; a success that comes late counts. */
  async end(ended: readonly EndedReady[]): Promise<void> {
    await this.database.execute(
      `UPDATE webhooks.delivery d SET state = CASE WHEN d.has_succeeded THEN 'succeeded' ELSE line.state END, ended_at = CASE WHEN d.has_succeeded THEN d.ended_at ELSE now() END, last_status = line.status, last_error = line.error_text
         FROM (SELECT b.id AS batch_id, unnest(b.delivery_ids) AS delivery_id, r.state, r.status, r.error_text
                 FROM unnest($2::text[], $3::text[], $4::int[], $5::text[]) AS r(id, state, status, error_text) JOIN webhooks.batch b ON b.game_id = $1 AND b.ready_delivery_id = r.id) AS line
        WHERE d.game_id = $1 AND d.id = line.delivery_id AND d.batch_id = line.batch_id AND d.closed_reason IS NULL AND (d.state = 'pending' OR (d.state = 'dead' AND line.state = 'succeeded'))`,
      [currentScope().gameId, ended.map((each) => each.delivery_id), ended.map((each) => each.state), ended.map((each) => each.status), ended.map((each) => each.error_text)],
    );
  }

  find(batchId: string): Promise<BatchRow | undefined> {
    return this.database.one<BatchRow>('SELECT * FROM webhooks.batch WHERE game_id = $1 AND id = $2', [currentScope().gameId, batchId]);
  }

  link(batchId: string, tokenHash: string): Promise<(Pick<BatchLinkRow, 'expires_at'> & { is_over: boolean }) | undefined> {
    return this.database.one('SELECT expires_at, expires_at <= now() AS is_over FROM webhooks.batch_link WHERE game_id = $1 AND batch_id = $2 AND token_hash = $3', [currentScope().gameId, batchId, tokenHash]);
  }

  /** The lines `from` to `to` (from 1) of a batch, each with its line break: the very bytes that a message of its own would have had. What was removed meanwhile is left out. */
  async lines(batchId: string, from: number, to: number): Promise<Buffer[]> {
    const rows = await this.database.query<{ line: Buffer }>(
      `SELECT coalesce(d.head, e.head) || d.tail || '\\x0a'::bytea AS line FROM (SELECT delivery_ids[$3:$4] AS ids FROM webhooks.batch WHERE game_id = $1 AND id = $2) AS b CROSS JOIN LATERAL unnest(b.ids) WITH ORDINALITY AS u(id, place)
         JOIN webhooks.delivery d ON d.game_id = $1 AND d.id = u.id JOIN webhooks.event e ON e.game_id = $1 AND e.id = d.event_id ORDER BY u.place`,
      [currentScope().gameId, batchId, from, to],
    );
    return rows.map((row) => row.line);
  }

  async downloaded(batchId: string): Promise<void> {
    await this.database.execute('UPDATE webhooks.batch SET downloads = downloads + 1, first_downloaded_at = coalesce(first_downloaded_at, now()), last_downloaded_at = now() WHERE game_id = $1 AND id = $2', [currentScope().gameId, batchId]);
  }

  /** Nobody downloads anything of a deleted endpoint. */
  async closeLinks(endpointIds: readonly string[]): Promise<void> {
    await this.database.execute(
      'DELETE FROM webhooks.batch_link l USING webhooks.batch b WHERE b.game_id = $1 AND b.endpoint_id = ANY($2::text[]) AND l.game_id = $1 AND l.batch_id = b.id', [currentScope().gameId, endpointIds]);
  }

  /** Removes up to `max` batches that are older than `days` and of whose message nothing is left. Answers how many. */
  removeOld(days: number, max: number): Promise<number> {
    return this.database.execute(
      `DELETE FROM webhooks.batch b USING (
         SELECT id FROM webhooks.batch o WHERE game_id = $1 AND id < platform.typeid_floor('wba', now() - make_interval(days => $2)) AND created_at < now() - make_interval(days => $2)
            AND NOT EXISTS (SELECT FROM webhooks.delivery d WHERE d.game_id = $1 AND d.id = o.ready_delivery_id) ORDER BY id LIMIT $3 FOR UPDATE SKIP LOCKED) old
        WHERE b.game_id = $1 AND b.id = old.id`,
      [currentScope().gameId, days, max],
    );
  }
}
