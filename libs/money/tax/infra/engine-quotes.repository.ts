import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import type { EngineQuestion } from '../contracts/queries.js';
import type { EngineAnswer, EngineQuoteKept } from '../domain/engine-quote.js';

export interface EngineQuoteRow extends EngineQuoteKept {
  asked: EngineQuestion;
  failure: string | null;
  reference: string | null;
  asked_at: Date;
}

/** An answer stands for its question, which names the day. That there was none, or that the engine refused, is taken by what runs on that question now, and asked again later. */
const NO_ANSWER_HOLDS_SECONDS = 15;

/** The same question of one game has the same key; it is the key under which the engine is asked, too. */
export function keyOfQuestion(question: EngineQuestion, gameId: string): string {
  const { place, customer } = question;
  const told = [
    gameId, question.environment, question.legal_entity, question.date, question.currency, question.prices_include_tax, customer.type, customer.tax_id, place.country, place.region, place.postcode,
    question.lines.map(({ line_id, amount, category }) => [line_id, amount, category]),
  ];
  return `quote-${createHash('sha256').update(JSON.stringify(told)).digest('hex').slice(0, 40)}`;
}

/** What the outside engine was asked and said. Rows are added and never changed. */
@Injectable()
export class EngineQuotesRepository {
  constructor(private readonly database: Database) {}

  async insert(row: EngineQuoteRow): Promise<void> {
    const { gameId } = currentScope();
    await this.database.execute('INSERT INTO tax.engine_quote (game_id, id, question_key, asked, outcome, failure, reference, answer, asked_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)', [
      gameId, row.id, keyOfQuestion(row.asked, gameId), JSON.stringify(row.asked), row.outcome, row.failure, row.reference, row.answer && JSON.stringify(row.answer), row.asked_at,
    ]);
  }

  /** What is known of a question now: its newest answer, else that there was none a moment ago. */
  known(question: EngineQuestion, now: Date): Promise<EngineQuoteKept | undefined> {
    const { gameId } = currentScope();
    return this.database.one<{ id: string; outcome: EngineQuoteKept['outcome']; answer: EngineAnswer | null }>(
      `SELECT id, outcome, answer FROM tax.engine_quote WHERE game_id = $1 AND question_key = $2 AND (outcome = 'answered' OR asked_at > $3) ORDER BY outcome = 'answered' DESC, id DESC LIMIT 1`,
      [gameId, keyOfQuestion(question, gameId), new Date(now.getTime() - NO_ANSWER_HOLDS_SECONDS * 1_000)],
    );
  }

  find(id: string): Promise<EngineQuoteRow | undefined> {
    return this.database.one<EngineQuoteRow>('SELECT id, asked, outcome, failure, reference, answer, asked_at FROM tax.engine_quote WHERE game_id = $1 AND id = $2', [currentScope().gameId, id]);
  }

  list({ outcome, starting_after, limit }: { outcome?: EngineQuoteKept['outcome']; starting_after?: string; limit: number }): Promise<EngineQuoteRow[]> {
    return this.database.query<EngineQuoteRow>(
      `SELECT id, asked, outcome, failure, reference, answer, asked_at FROM tax.engine_quote WHERE game_id = $1 AND ($2::text IS NULL OR outcome = $2) AND ($3::text IS NULL OR id < $3) ORDER BY id DESC LIMIT $4`,
      [currentScope().gameId, outcome ?? null, starting_after ?? null, limit],
    );
  }
}
