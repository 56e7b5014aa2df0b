import { AsyncLocalStorage } from 'node:async_hooks';
import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';

/** The claim of an `Idempotency-Key` by the request that runs now. */
export interface ActiveClaim {
  readonly key: string;
  /** Results of commands that an earlier, interrupted run of the same request has already committed, by command name. */
  readonly results: Record<string, unknown>;
}

const active = new AsyncLocalStorage<ActiveClaim | null>();

/**
 * Makes a request with an `Idempotency-Key` exactly-once even when the process dies between the commit and the answer: the result of
 * its command is written in the command's own transaction, and a repetition gets that result instead of a second execution.
 */
@Injectable()
export class IdempotencyClaims {
  constructor(private readonly database: Database) {}

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

  /** `result` has to be a JSON value: commands answer ids and plain facts, never bigints or dates. */
  async writeResult(command: string, result: unknown): Promise<void> {
    const claim = active.getStore();
    if (!claim) return;
    await this.database.execute(
      `UPDATE platform.idempotency SET results = results || jsonb_build_object($2::text, $3::jsonb) WHERE key = $1`,
      [claim.key, command, JSON.stringify(result ?? null)],
    );
  }
}
