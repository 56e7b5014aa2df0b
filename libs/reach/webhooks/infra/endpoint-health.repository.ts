import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { BREAKER } from '../domain/endpoint-health.js';
import { LEASE_SECONDS } from './deliveries.repository.js';

/** What the attempts at one endpoint came to that ended together. */
export interface EndpointReport {
  endpoint_id: string;
  failed: number;
  /** Of these, how many say that the endpoint is down; none when one of them was answered otherwise. */
  silent: number;
  /** The claims that the attempts belong to. */
  tokens: readonly string[];
  /** When the first of them began. */
  since: Date;
}

export interface FailingEndpoint {
  endpoint_id: string;
  failing_since: Date;
  failed_attempts: number;
}

/** Whether silence opens the breaker (again): the attempt that was to find out was silent too, or there were enough of them. What was under way when it opened changes nothing. */
const OPENS = '(h.probe_token = ANY($8::text[]) OR ((h.open_until IS NULL OR h.open_until <= now()) AND h.silent_attempts + excluded.silent_attempts >= $6))';

/** Which endpoints take nothing at present. Nothing is written while all is well. */
@Injectable()
export class EndpointHealthRepository {
  constructor(private readonly database: Database) {}

  /** Adds failures up; endpoints are taken in the order of their ids, so that two workers cannot wait for each other. Answers how they stand. */
  async failed(reports: readonly EndpointReport[]): Promise<FailingEndpoint[]> {
    return this.database.query<FailingEndpoint>(
      `INSERT INTO webhooks.endpoint_health AS h (game_id, endpoint_id, failing_since, failed_attempts, silent_attempts, openings, open_until)
       SELECT $1, r.endpoint_id, r.since, r.failed, r.silent, (r.silent >= $6)::int, CASE WHEN r.silent >= $6 THEN now() + make_interval(secs => $7) END
         FROM unnest($2::text[], $3::timestamptz[], $4::int[], $5::int[]) AS r(endpoint_id, since, failed, silent) ORDER BY r.endpoint_id
       ON CONFLICT (game_id, endpoint_id) DO UPDATE SET failed_attempts = h.failed_attempts + excluded.failed_attempts, failing_since = least(h.failing_since, excluded.failing_since),
              silent_attempts = CASE WHEN excluded.silent_attempts = 0 THEN 0 ELSE h.silent_attempts + excluded.silent_attempts END,
              openings = CASE WHEN excluded.silent_attempts = 0 THEN 0 WHEN ${OPENS} THEN h.openings + 1 ELSE h.openings END,
              open_until = CASE WHEN excluded.silent_attempts = 0 THEN NULL WHEN ${OPENS} THEN now() + make_interval(secs => least($7 * 2 ^ least(h.openings, 20), $9)) ELSE h.open_until END,
              probe_token = CASE WHEN excluded.silent_attempts = 0 OR ${OPENS} THEN NULL ELSE h.probe_token END
       RETURNING endpoint_id, failing_since, failed_attempts`,
      [currentScope().gameId, reports.map((each) => each.endpoint_id), reports.map((each) => each.since), reports.map((each) => each.failed), reports.map((each) => each.silent), BREAKER.silentAttempts, BREAKER.firstSeconds,
        reports.flatMap((each) => each.tokens), BREAKER.longestSeconds],
    );
  }

  /**
   * Of endpoints that are left alone, those whose time is over and that nobody else tries: this claim makes one attempt at each. Should it die, the next may be made after its lease.
   * Nothing is waited for.
   */
  async probe(endpointIds: readonly string[], token: string): Promise<Set<string>> {
    const rows = await this.database.query<{ endpoint_id: string }>(
      `UPDATE webhooks.endpoint_health h SET open_until = now() + make_interval(secs => $4), probe_token = $3
         FROM (SELECT endpoint_id FROM webhooks.endpoint_health WHERE game_id = $1 AND endpoint_id = ANY($2::text[]) AND open_until <= now() FOR UPDATE SKIP LOCKED) mine
        WHERE h.game_id = $1 AND h.endpoint_id = mine.endpoint_id RETURNING h.endpoint_id`,
      [currentScope().gameId, endpointIds, token, LEASE_SECONDS],
    );
    return new Set(rows.map((row) => row.endpoint_id));
  }

  /** Somebody asks for an attempt: it is the one that finds out, without waiting for its time. */
  async tryNow(endpointIds: readonly string[]): Promise<void> {
    await this.database.execute(
      `UPDATE webhooks.endpoint_health h SET open_until = now()
         FROM (SELECT endpoint_id FROM webhooks.endpoint_health WHERE game_id = $1 AND endpoint_id = ANY($2::text[]) AND open_until > now() AND probe_token IS NULL ORDER BY endpoint_id FOR UPDATE) mine
        WHERE h.game_id = $1 AND h.endpoint_id = mine.endpoint_id`,
      [currentScope().gameId, endpointIds],
    );
  }

  /** These have taken something, or are begun anew: what they failed before counts no longer. */
  async forget(endpointIds: readonly string[]): Promise<void> {
    await this.database.execute(
      `DELETE FROM webhooks.endpoint_health h USING (SELECT endpoint_id FROM webhooks.endpoint_health WHERE game_id = $1 AND endpoint_id = ANY($2::text[]) ORDER BY endpoint_id FOR UPDATE) mine
        WHERE h.game_id = $1 AND h.endpoint_id = mine.endpoint_id`,
      [currentScope().gameId, endpointIds],
    );
  }
}
