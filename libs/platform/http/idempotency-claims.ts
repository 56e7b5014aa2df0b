import { AsyncLocalStorage } from 'node:async_hooks';
import { Injectable } from '@nestjs/common';
import { Envelope } from '../crypto/envelope.js';
import type { SealedColumn } from '../crypto/sealed-columns.js';
import type { Statement } from '../database/database.js';
import type { OpenTransaction } from '../database/store.js';

/** The claim of an `Idempotency-Key` by the request that runs now. */
export interface ActiveClaim {
  readonly key: string;
  /** Results of commands that an earlier, interrupted run of the same request has already committed, by command name. */
  readonly results: Record<string, unknown>;
}

/** What is stored of an answer; `body` and `results` are clear in the rows of builds before 0004_sealed_answers only. */
export interface StoredAnswer {
  body: Buffer | null;
  results: Record<string, unknown>;
  sealed_body: Buffer | null;
  sealed_results: Record<string, string>;
}

const active = new AsyncLocalStorage<ActiveClaim | null>();

const placeOfBody = (key: string): string => `platform.idempotency|body|${key}`;
const placeOfResult = (key: string, command: string): string => `platform.idempotency|result.${command}|${key}`;

export const IDEMPOTENCY_SEALED: readonly SealedColumn[] = [
  { table: 'platform.idempotency', column: 'sealed_body', tenant: 'game_id', key: 'key', place: placeOfBody, form: 'bytes' },
  { table: 'platform.idempotency', column: 'sealed_results', tenant: 'game_id', key: 'key', place: placeOfResult, form: 'members' },
];

/**
 * Makes a request with an `Idempotency-Key` exactly-once even when the process dies between the commit and the answer: the result of
 * its command is written in the command's own transaction, and a repetition gets that result instead of a second execution. Results and
 * answers are sealed: some hold a secret that is shown once and stored as a hash everywhere else.
 */
@Injectable()
export class IdempotencyClaims {
  constructor(private readonly envelope: Envelope) {}

  run<T>(claim: ActiveClaim, work: () => Promise<T>): Promise<T> {
    return active.run(claim, work);
  }

  /** Runs `work` without the claim of the surrounding request: subscribers and jobs have effects of their own. */
  outside<T>(work: () => Promise<T>): Promise<T> {
    return active.run(null, work);
  }

  takeResult<R>(command: string): { result: R } | undefined {
    const claim = active.getStore();
    return claim && command in claim.results ? { result: claim.results[command] as R } : undefined;
  }

  /** The statement that keeps the result of a command. `result` has to be a JSON value: commands answer ids and plain facts, never bigints or dates. */
  resultWritten({ scope: { gameId } }: OpenTransaction, command: string, result: unknown): Statement[] {
    const claim = active.getStore();
    if (!claim) return [];
    const sealed = this.envelope.seal(JSON.stringify(result ?? null), gameId, placeOfResult(claim.key, command)).toString('base64');
    return [{
      text: `UPDATE platform.idempotency SET sealed_results = sealed_results || jsonb_build_object($3::text, $4::text) WHERE game_id = $1 AND key = $2`,
      values: [gameId, claim.key, command, sealed],
    }];
  }

  sealBody(gameId: string, key: string, body: Buffer): Buffer {
    return this.envelope.seal(body.toString('utf8'), gameId, placeOfBody(key));
  }

  /** The bytes that were answered the first time. */
  bodyOf(gameId: string, key: string, row: StoredAnswer): Buffer {
    return row.sealed_body ? Buffer.from(this.envelope.open(row.sealed_body, gameId, placeOfBody(key))) : (row.body ?? Buffer.alloc(0));
  }

  resultsOf(gameId: string, key: string, row: StoredAnswer): Record<string, unknown> {
    const opened = Object.entries(row.sealed_results).map(([command, sealed]) => [command, JSON.parse(this.envelope.open(Buffer.from(sealed, 'base64'), gameId, placeOfResult(key, command))) as unknown]);
    return { ...row.results, ...(Object.fromEntries(opened) as Record<string, unknown>) };
  }
}
