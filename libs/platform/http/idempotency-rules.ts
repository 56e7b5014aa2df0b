import { createHash } from 'node:crypto';
import { Conflict, DomainError, Invalid, PreconditionRequired } from '../kernel/errors.js';
import type { Scope } from '../kernel/scope.js';
import { VERSION_HEADER, type HubcraftRequest } from './policy.js';

class KeyMissing extends PreconditionRequired {
  constructor() { super('idempotency.key_required', 'This operation moves money: send an Idempotency-Key.'); }
}
class KeyMalformed extends Invalid {
  constructor() { super('idempotency.key_malformed', 'Idempotency-Key: 1 to 255 printable ASCII characters.'); }
}
class KeyReused extends Invalid {
  constructor() { super('idempotency.key_reused', 'This Idempotency-Key was used with another request.'); }
}
class InProgress extends Conflict {
  constructor() { super('request_in_progress', 'The first request with this Idempotency-Key has not ended yet.', { retryAfterSeconds: 2 }); }
}

const WRITES = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

/**
 * The `Idempotency-Key` that counts for a request; undefined where none does: it reads, nobody is known to have sent it, or it has none and needs none.
 * Throws `idempotency.key_required`, `idempotency.key_malformed`.
 */
export function keyOf({ method, headers, principal }: Pick<HubcraftRequest, 'method' | 'headers' | 'principal'>, isRequired: boolean): string | undefined {
  if (!WRITES.has(method) || !principal) return undefined;
  const key = headers['idempotency-key'];
  if (key === undefined) {
    if (isRequired) throw new KeyMissing();
    return undefined;
  }
  if (typeof key !== 'string' || !/^[\x21-\x7e]{1,255}$/.test(key)) throw new KeyMalformed();
  return key;
}

/** The same key of two callers of one game (the server and a player) are two keys; all keys of the API of a game are one caller. */
export function ownedKey({ actor }: Scope, key: string): string {
  return `${actor.kind === 'api_key' ? 'studio' : actor.id}:${key}`;
}

/**
 * What has to be the same for a request to be a repetition: method, address with its query, the version that it names, and the bytes of the body. A version that it does not name is no part of it: a pin that was moved
 * in between makes no other request of it.
 */
export function fingerprintOf({ method, url, rawText, headers }: Pick<HubcraftRequest, 'method' | 'url' | 'rawText' | 'headers'>): string {
  const version = headers[VERSION_HEADER];
  return createHash('sha256').update(`${method} ${url}\n${version === undefined ? '' : `${VERSION_HEADER}: ${String(version)}\n`}`).update(rawText ?? Buffer.alloc(0)).digest('hex');
}

/**
 * What to do about a key as it stands: answer as the first time, run the request (the key is ours), or look again in a while. Throws `idempotency.key_reused`, and
 * `request_in_progress` when it was waited for long enough.
 */
export function stepOf(row: { fingerprint: string; state: 'open' | 'finished'; mine: boolean }, fingerprints: readonly string[], isLate: boolean): 'answer' | 'run' | 'wait' {
  if (!fingerprints.includes(row.fingerprint)) throw new KeyReused();
  if (row.state === 'finished') return 'answer';
  if (row.mine) return 'run';
  if (isLate) throw new InProgress();
  return 'wait';
}

/** Whether a failure is an answer for good. What our side failed to do, and what was only too much at that moment, is tried again by the repetition. */
export function isKept(error: unknown): error is DomainError {
  return error instanceof DomainError && error.status < 500 && error.status !== 429;
}
