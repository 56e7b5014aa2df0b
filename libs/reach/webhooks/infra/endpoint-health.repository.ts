import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';

/** What the attempts at one endpoint came to that ended together. */
export interface EndpointReport {
  endpoint_id: string;
  failed: number;
  /** When the first of them began. */
  since: Date;
}

export interface FailingEndpoint {
  endpoint_id: string;
  failing_since: Date;
  failed_attempts: number;
}

/** Which endpoints take nothing at present. Nothing is written while all is well. */
@Injectable()
export class EndpointHealthRepository {
  constructor(private readonly database: Database) {}

  /** Adds failures up; endpoints are taken in the order of their ids, so that two workers cannot wait for each other. Answers how they stand. */
  async failed(reports: readonly EndpointReport[]): Promise<FailingEndpoint[]> {
    return this.database.query<FailingEndpoint>(
      `INSERT INTO webhooks.endpoint_health AS h (game_id, endpoint_id, failing_since, failed_attempts)
       SELECT $1, r.endpoint_id, r.since, r.failed FROM unnest($2::text[], $3::timestamptz[], $4::int[]) AS r(endpoint_id, since, failed) ORDER BY r.endpoint_id
       ON CONFLICT (game_id, endpoint_id) DO UPDATE SET failed_attempts = h.failed_attempts + excluded.failed_attempts, failing_since = least(h.failing_since, excluded.failing_since)
       RETURNING endpoint_id, failing_since, failed_attempts`,
      [currentScope().gameId, reports.map((each) => each.endpoint_id), reports.map((each) => each.since), reports.map((each) => each.failed)],
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
