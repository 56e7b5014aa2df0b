import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply } from 'fastify';
import { firstValueFrom, from, type Observable } from 'rxjs';
import { DerivedKeys } from '../crypto/derived-keys.js';
import { Database } from '../database/database.js';
import type { Scope } from '../kernel/scope.js';
import { playerOf, subjectKey } from '../personal-data/subject-key.js';
import { IdempotencyClaims, type StoredAnswer } from './idempotency-claims.js';
import { fingerprintOf, isKept, keyOf, ownedKey, stepOf } from './idempotency-rules.js';
import { GUESSABLE, IDEMPOTENCY, TELLS_OF_NOBODY, VERSION_HEADER, type HubcraftRequest } from './policy.js';
import { isDatabaseAway, problemOf } from './problem.filter.js';
import { VersionEdge } from './version-edge.js';

interface ClaimRow extends StoredAnswer { fingerprint: string; state: 'open' | 'finished'; status: number | null; headers: Record<string, string> | null; lease: string; mine: boolean }
interface Answer { status: number; headers: Record<string, string>; body: Buffer; value?: unknown }

const versionOf = ({ apiVersion }: HubcraftRequest): Record<string, string> => (apiVersion === undefined ? {} : { [VERSION_HEADER]: apiVersion });

const WAIT_MS = 5_000;
/** A process that died keeps its keys for so long; one that lives says so again and again. */
const LEASE_SECONDS = 15;
export const RENEW_MS = 5_000;
const COLUMNS = 'fingerprint, state, results, sealed_results, status, body, sealed_body, headers, lease_until::text AS lease';

/**
 * `Idempotency-Key`: the first request runs, its simultaneous twins wait up to 5 s for its answer, later ones get the same bytes. Keys are kept per
 * game. A request that takes long keeps its key; that of a process that died is free after 15 s. Answers are kept sealed. What our side failed to answer (5xx) is not kept, so that
 * a repetition runs again; the effects of a run that died are not repeated (IdempotencyClaims).
 */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  constructor(private readonly database: Database, private readonly claims: IdempotencyClaims, private readonly keys: DerivedKeys, private readonly reflector: Reflector, private readonly edge: VersionEdge) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<HubcraftRequest>();
    const required = this.reflector.getAllAndOverride<string | undefined>(IDEMPOTENCY, [context.getHandler(), context.getClass()]) === 'required';
    request.tellsOfNobody = this.reflector.get<boolean | undefined>(TELLS_OF_NOBODY, context.getHandler()) ?? false;
    const key = keyOf(request, required);
    if (key === undefined) return next.handle();
    const guessable = this.reflector.get<string | undefined>(GUESSABLE, context.getHandler());
    return from(this.run({ key, guessable }, request, context.switchToHttp().getResponse<FastifyReply>(), next));
  }

  private async run({ key, guessable }: { key: string; guessable: string | undefined }, request: HubcraftRequest, reply: FastifyReply, next: CallHandler): Promise<unknown> {
    const scope = request.principal!.scope;
    const owned = ownedKey(scope, key);
    const fingerprints = this.fingerprintsOf(request, guessable);
    const deadline = performance.now() + WAIT_MS;
    for (let pause = 10; ; pause = Math.min(200, pause * 2)) {
      const row = await this.claim(scope, owned, fingerprints);
      const step = stepOf(row, fingerprints, performance.now() > deadline);
      if (step === 'answer') return this.send(request, reply, { status: row.status!, headers: row.headers ?? {}, body: this.claims.bodyOf(scope.gameId, owned, row) });
      if (step === 'run') return this.renewing(scope, owned, row.lease, () => this.first(scope, owned, this.claims.resultsOf(scope.gameId, owned, row), request, reply, next));
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }

  /** By what a repetition is known, the one of today first. Where the body holds what could be guessed from its hash, by a keyed one, of each root that is known. */
  private fingerprintsOf(request: HubcraftRequest, guessable: string | undefined): string[] {
    const plain = fingerprintOf(request);
    const holds = guessable !== undefined && (request.body as Record<string, unknown> | null | undefined)?.[guessable] != null;
    return holds ? this.keys.hashesOfRoots(plain, request.principal!.scope.gameId, 'idempotency') : [plain];
  }

  private async claim(scope: Scope, key: string, fingerprints: readonly string[]): Promise<ClaimRow> {
    const [mine] = await this.database.alone<ClaimRow>(scope,
      `INSERT INTO platform.idempotency AS i (game_id, key, fingerprint, lease_until) VALUES ($1, $2, $3, now() + make_interval(secs => $4))
       ON CONFLICT (game_id, key) DO UPDATE SET lease_until = excluded.lease_until
         WHERE i.state = 'open' AND i.lease_until < now() AND i.fingerprint = ANY($5::text[])
       RETURNING ${COLUMNS}, true AS mine`,
      [scope.gameId, key, fingerprints[0], LEASE_SECONDS, fingerprints],
    );
    if (mine) return mine;
    const [other] = await this.database.alone<ClaimRow>(scope, `SELECT ${COLUMNS}, false AS mine FROM platform.idempotency WHERE game_id = $1 AND key = $2`, [scope.gameId, key]);
    return other ?? this.claim(scope, key, fingerprints);
  }

  private async first(scope: Scope, key: string, results: Record<string, unknown>, request: HubcraftRequest, reply: FastifyReply, next: CallHandler): Promise<unknown> {
    let answer: Answer;
    try {
      const value: unknown = await this.claims.run({ key, results }, () => firstValueFrom(next.handle(), { defaultValue: undefined }));
      if (reply.sent) return undefined;
      answer = { status: reply.statusCode, headers: { 'content-type': 'application/json; charset=utf-8', ...versionOf(request) }, body: value === undefined ? Buffer.alloc(0) : Buffer.from(this.edge.inVersionOf(request, reply.statusCode, JSON.stringify(value))), value };
    } catch (error) {
      if (!isKept(error)) {
        const released = this.release(scope, key);
        // Where the database does not answer, nobody waits a second time for it: the lease ends by itself.
        if (!isDatabaseAway(error)) await released;
        throw error;
      }
      const { problem, headers } = problemOf(error, request.requestId);
      answer = { status: problem.status, headers: { ...headers, 'content-type': 'application/problem+json', ...versionOf(request) }, body: Buffer.from(this.edge.inVersionOf(request, problem.status, JSON.stringify(problem))) };
    }
    const player = request.tellsOfNobody ? null : playerOf(request.principal!.playerId, request.body, request.params, answer.value);
    await this.database.alone(scope, `UPDATE platform.idempotency SET state = 'finished', status = $3, headers = $4, sealed_body = $5, subject_key = $6, finished_at = now() WHERE game_id = $1 AND key = $2`,
      [scope.gameId, key, answer.status, JSON.stringify(answer.headers), this.claims.sealBody(scope.gameId, key, answer.body), player === null ? null : subjectKey(this.keys, scope.gameId, player)]);
    return this.send(request, reply, answer);
  }

  /** Keeps the key while `work` takes its time; a lease that somebody else has taken over meanwhile is left alone. */
  private async renewing<T>(scope: Scope, key: string, lease: string, work: () => Promise<T>): Promise<T> {
    let mine: string | undefined = lease;
    let isAsked = false;
    const renew = async (): Promise<void> => {
      const [row] = await this.database.alone<{ lease: string }>(scope,
        `UPDATE platform.idempotency SET lease_until = now() + make_interval(secs => $4) WHERE game_id = $1 AND key = $2 AND state = 'open' AND lease_until = $3::timestamptz RETURNING lease_until::text AS lease`,
        [scope.gameId, key, mine, LEASE_SECONDS]);
      mine = row?.lease;
    };
    const timer = setInterval(() => {
      // One at a time: a second one in a row would find the lease of the first, and take it for somebody else's.
      if (mine === undefined || isAsked) return;
      isAsked = true;
      void renew().catch(() => undefined).finally(() => (isAsked = false));
    }, RENEW_MS);
    try {
      return await work();
    } finally {
      clearInterval(timer);
    }
  }

  /** Gives the key back: at once when nothing was committed under it; its committed results stay for the repetition. */
  private async release(scope: Scope, key: string): Promise<void> {
    await this.database.alone(scope, `UPDATE platform.idempotency SET lease_until = now() - interval '1 second' WHERE game_id = $1 AND key = $2 AND state = 'open'`, [scope.gameId, key]).catch(() => undefined);
  }

  /** The bytes of the first time, in the version of the first time. */
  private send(request: HubcraftRequest, reply: FastifyReply, answer: Answer): undefined {
    this.edge.isSentIn(request, reply, answer.headers[VERSION_HEADER]);
    void reply.status(answer.status).headers(answer.headers).send(answer.body.length === 0 ? undefined : answer.body);
    return undefined;
  }
}
