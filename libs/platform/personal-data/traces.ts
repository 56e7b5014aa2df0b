import { Injectable } from '@nestjs/common';
import { DerivedKeys } from '../crypto/derived-keys.js';
import { Database } from '../database/database.js';
import { currentScope } from '../database/store.js';
import { problemOf } from '../http/problem.filter.js';
import { Conflict } from '../kernel/errors.js';
import type { Subject } from './personal-data.js';
import { subjectKeys } from './subject-key.js';

/** 409 `idempotency.answer_erased`: what a repetition is answered whose first answer was about somebody who has been erased since. Nothing is done again. */
export class AnswerErased extends Conflict {
  constructor() { super('idempotency.answer_erased', 'This was done. Its answer was about a player whose data has been erased since.'); }
}

/** Members of events that are of a person: gone or emptied. Amounts, ids and the place of the sale stay. */
const CLEANED = `(e.payload - 'email') || jsonb_build_object('player_id', $4::text)
  || CASE WHEN e.payload ? 'locale' THEN '{"locale": null}'::jsonb ELSE '{}' END || CASE WHEN e.payload ? 'reason' THEN '{"reason": ""}'::jsonb ELSE '{}' END
  || CASE WHEN e.payload ? 'message' THEN '{"message": ""}'::jsonb ELSE '{}' END`;

/** What the platform itself keeps of people: facts that wait or have been handled, and answers that are kept for repetitions. In the unit of work of the context whose they are. */
@Injectable()
export class PersonalTraces {
  constructor(private readonly database: Database, private readonly keys: DerivedKeys) {}

  /** Takes the person out of the facts about these aggregates, those that wait included, and what went wrong with them. Answers how many there were. */
  forgetFacts(aggregateIds: readonly string[], { player_id, alias }: Subject): Promise<number> {
    return this.database.execute(
      `WITH cleaned AS (
         UPDATE platform.outbox_event e SET payload = ${CLEANED} WHERE e.game_id = $1 AND e.aggregate_id = ANY($2::text[]) AND (e.payload->>'player_id' = $3 OR e.payload ? 'email') RETURNING e.id
       ), silenced AS (UPDATE platform.outbox_delivery d SET last_error = NULL FROM cleaned WHERE d.event_id = cleaned.id AND d.last_error IS NOT NULL)
       SELECT id FROM cleaned`,
      [currentScope().gameId, aggregateIds, player_id, alias],
    );
  }

  /** Whether facts about these aggregates still wait for somebody who hears them. */
  async areFactsWaiting(aggregateIds: readonly string[]): Promise<boolean> {
    return (await this.database.one(
      `SELECT 1 AS one FROM platform.outbox_event e JOIN platform.outbox_delivery d ON d.event_id = e.id WHERE e.game_id = $1 AND e.aggregate_id = ANY($2::text[]) AND d.state = 'pending' LIMIT 1`,
      [currentScope().gameId, aggregateIds])) !== undefined;
  }

  /** Takes back the kept answers of requests that these actors (a checkout, a user) have made. The keys stay used. */
  forgetAnswersTo(actorIds: readonly string[]): Promise<number> {
    return this.emptied(`FROM unnest($2::text[]) AS a(id) WHERE i.game_id = $1 AND i.key > a.id || ':' AND i.key < a.id || ';'`, actorIds);
  }

  /** The same of answers about a player, whoever has asked. */
  async forgetAnswersAbout(playerId: string): Promise<number> {
    return this.emptied('WHERE i.game_id = $1 AND i.subject_key = ANY($2::text[])', await subjectKeys(this.keys, currentScope().gameId, playerId));
  }

  private emptied(which: string, value: unknown): Promise<number> {
    const { problem } = problemOf(new AnswerErased(), null);
    return this.database.execute(
      `UPDATE platform.idempotency i SET status = $3, headers = '{"content-type": "application/problem+json"}', body = $4, sealed_body = NULL, results = '{}', sealed_results = '{}', subject_key = NULL
        ${which} AND i.state = 'finished' AND i.body IS DISTINCT FROM $4`,
      [currentScope().gameId, value, problem.status, Buffer.from(JSON.stringify(problem))],
    );
  }
}
