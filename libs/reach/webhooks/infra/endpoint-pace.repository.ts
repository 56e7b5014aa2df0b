import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { LEASE_SECONDS } from './deliveries.repository.js';

/** What an endpoint wants at most. */
export interface Pace {
  endpoint_id: string;
  per_second: number | null;
  concurrency: number | null;
}

export interface PacedClaim extends Pace {
  wanted: number;
}

const HELD_AT_ONCE = 5_000;
/** When what waits for an attempt to end is looked at again, should the worker have died that makes it. */
const LOOK_AGAIN_SECONDS = 5;

/** A bucket that holds what one second brings, filled to this moment. */
const FILLED = 'least(excluded.tokens, p.tokens + greatest(0, extract(epoch FROM clock_timestamp() - p.at))::float8 * excluded.tokens)';

/** The pace of endpoints that have one, kept for all workers together: claims take turns at the row of an endpoint. Nothing is written for others. */
@Injectable()
export class EndpointPaceRepository {
  constructor(private readonly database: Database) {}

  /**
   * How many of the attempts that a claim wants may be made now. Endpoints are taken in the order of their ids, so that two claims cannot wait for each other; the second statement sees what
   * the claim before has taken.
   */
  async take(claims: readonly PacedClaim[], token: string): Promise<Map<string, number>> {
    const { gameId } = currentScope();
    await this.fill(claims);
    const rows = await this.database.query<{ endpoint_id: string; given: number }>(
      `WITH over AS (
         DELETE FROM webhooks.paced_claim WHERE game_id = $1 AND endpoint_id = ANY($2::text[]) AND (under_way <= 0 OR until <= now())
       ), asked AS (
         SELECT a.id, greatest(0, least(a.wanted, CASE WHEN a.per_second IS NOT NULL THEN floor(p.tokens) END, a.concurrency - coalesce(
                (SELECT sum(c.under_way) FROM webhooks.paced_claim c WHERE c.game_id = $1 AND c.endpoint_id = a.id AND c.under_way > 0 AND c.until > now()), 0)))::int AS given, a.per_second, a.concurrency
           FROM unnest($2::text[], $3::int[], $4::int[], $5::int[]) AS a(id, wanted, per_second, concurrency) JOIN webhooks.endpoint_pace p ON p.game_id = $1 AND p.endpoint_id = a.id
       ), noted AS (
         INSERT INTO webhooks.paced_claim (game_id, endpoint_id, lease_token, under_way, until)
         SELECT $1, id, $6, given, now() + make_interval(secs => $7) FROM asked WHERE concurrency IS NOT NULL AND given > 0
       ), spent AS (
         UPDATE webhooks.endpoint_pace p SET tokens = p.tokens - asked.given FROM asked WHERE p.game_id = $1 AND p.endpoint_id = asked.id AND asked.per_second IS NOT NULL AND asked.given > 0
       )
       SELECT id AS endpoint_id, given FROM asked`,
      [gameId, claims.map((each) => each.endpoint_id), claims.map((each) => each.wanted), claims.map((each) => each.per_second), claims.map((each) => each.concurrency), token, LEASE_SECONDS],
    );
    return new Map(rows.map((row) => [row.endpoint_id, row.given]));
  }

  /** Locks the rows of these endpoints and fills their buckets to this moment. Answers what each holds. */
  private async fill(paces: readonly Pace[]): Promise<Map<string, number>> {
    const rows = await this.database.query<{ endpoint_id: string; tokens: number }>(
      `INSERT INTO webhooks.endpoint_pace AS p (game_id, endpoint_id, tokens, at) SELECT $1, e.id, coalesce(e.per_second, 0), clock_timestamp() FROM unnest($2::text[], $3::int[]) AS e(id, per_second) ORDER BY e.id
       ON CONFLICT (game_id, endpoint_id) DO UPDATE SET tokens = ${FILLED}, at = greatest(p.at, clock_timestamp())
       RETURNING endpoint_id, tokens`,
      [currentScope().gameId, paces.map((each) => each.endpoint_id), paces.map((each) => each.per_second)],
    );
    return new Map(rows.map((row) => [row.endpoint_id, row.tokens]));
  }

  /**
   * Keeps back what was not given: what this claim has taken (`ids`), and for each endpoint up to 5,000 more that are due, so that a long backlog of theirs is not looked through by each claim.
   * Each gets the time of its place in the line. No attempt is counted.
   */
  async hold(ids: readonly string[], paces: readonly Pace[]): Promise<void> {
    await this.database.execute(
      `WITH more AS (
         SELECT d.id FROM unnest($3::text[]) AS e(id) CROSS JOIN LATERAL (
           SELECT id FROM webhooks.delivery WHERE game_id = $1 AND endpoint_id = e.id AND state = 'pending' AND next_at <= now() AND lease_token IS NULL ORDER BY next_at LIMIT $5 FOR UPDATE SKIP LOCKED) AS d
       ), line AS (
         SELECT d.id, e.per_second, row_number() OVER (PARTITION BY d.endpoint_id ORDER BY d.lease_token IS NULL, d.next_at, d.id) AS place
           FROM webhooks.delivery d JOIN unnest($3::text[], $4::int[]) AS e(id, per_second) ON e.id = d.endpoint_id
          WHERE d.game_id = $1 AND d.id = ANY($2::text[] || ARRAY(SELECT id FROM more))
       )
       UPDATE webhooks.delivery d SET lease_token = NULL, is_held = true, next_at = now() + make_interval(secs => coalesce(line.place::float8 / line.per_second, $6))
         FROM line WHERE d.game_id = $1 AND d.id = line.id`,
      [currentScope().gameId, ids, paces.map((each) => each.endpoint_id), paces.map((each) => each.per_second), HELD_AT_ONCE, LOOK_AGAIN_SECONDS],
    );
  }

  /** Attempts at endpoints with a bound on how many are under way have ended: as many of what was kept back have their turn, the longest waiting first. */
  async ended(ended: readonly (Pace & { lease_token: string; count: number })[]): Promise<void> {
    const paces = [...new Map(ended.map((each) => [each.endpoint_id, each])).values()];
    const tokens = await this.fill(paces);
    await this.database.execute(
      `UPDATE webhooks.paced_claim c SET under_way = c.under_way - e.count FROM unnest($2::text[], $3::text[], $4::int[]) AS e(endpoint_id, lease_token, count)
        WHERE c.game_id = $1 AND c.endpoint_id = e.endpoint_id AND c.lease_token = e.lease_token`,
      [currentScope().gameId, ended.map((each) => each.endpoint_id), ended.map((each) => each.lease_token), ended.map((each) => each.count)],
    );
    const free = paces.map(({ endpoint_id, per_second }) => {
      const count = ended.filter((each) => each.endpoint_id === endpoint_id).reduce((sum, each) => sum + each.count, 0);
      return per_second === null ? count : Math.min(count, Math.floor(tokens.get(endpoint_id)!));
    });
    await this.database.execute(
      `UPDATE webhooks.delivery d SET is_held = false, next_at = now() FROM (
         SELECT next.id FROM unnest($2::text[], $3::int[]) AS e(id, free) CROSS JOIN LATERAL (
           SELECT id FROM webhooks.delivery WHERE game_id = $1 AND endpoint_id = e.id AND state = 'pending' AND is_held AND lease_token IS NULL ORDER BY next_at LIMIT e.free FOR UPDATE SKIP LOCKED) AS next) AS turn
        WHERE d.game_id = $1 AND d.id = turn.id`,
      [currentScope().gameId, paces.map((each) => each.endpoint_id), free],
    );
  }

  /** A deleted endpoint has no pace. */
  async forget(endpointIds: readonly string[]): Promise<void> {
    await this.database.execute('WITH claims AS (DELETE FROM webhooks.paced_claim WHERE game_id = $1 AND endpoint_id = ANY($2::text[])) DELETE FROM webhooks.endpoint_pace WHERE game_id = $1 AND endpoint_id = ANY($2::text[])', [currentScope().gameId, endpointIds]);
  }
}
