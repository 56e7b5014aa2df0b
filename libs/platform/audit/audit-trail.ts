import { AsyncLocalStorage } from 'node:async_hooks';
import { Injectable } from '@nestjs/common';
import { Database, type Statement } from '../database/database.js';
import type { OpenTransaction } from '../database/store.js';
import { looksLikeId, newId } from '../kernel/ids.js';
import type { Scope } from '../kernel/scope.js';

const TARGETS_MAX = 100;
const DEPTH_MAX = 4;

/** A request that leaves an entry if it changes anything. */
export interface AuditedRequest {
  readonly scope: Scope;
  /** The operation's name in the API document. */
  readonly operation: string;
  /** What it is about, as far as its address says. */
  readonly targets: readonly string[];
  /** What was asked, as JSON without secrets and personal data. */
  readonly request: () => string;
}

interface Running extends AuditedRequest { isWritten: boolean }

const running = new AsyncLocalStorage<Running>();

/** The ids in a result: what was made or changed. Nothing else of it is looked at. */
function idsIn(value: unknown, depth = 0): string[] {
  if (typeof value === 'string') return looksLikeId(value) ? [value] : [];
  if (typeof value !== 'object' || value === null || depth >= DEPTH_MAX) return [];
  return Object.values(value).flatMap((member) => idsIn(member, depth + 1));
}

/**
 * One entry per request of people and keys that changed something, in the transaction of its first change: what failed leaves none, and no change stands without one. Entries
 * of a studio form a chain (`platform.append_audit`); its end is held for the one round trip in which the entry is sent with the commit.
 */
@Injectable()
export class AuditTrail {
  constructor(private readonly database: Database) {}

  /** Runs the request; what has succeeded without a transaction of its own (something was shown, somebody was asked) leaves its entry before it is answered. */
  async run<T>(request: AuditedRequest, work: () => Promise<T>): Promise<T> {
    const entry: Running = { ...request, isWritten: false };
    return running.run(entry, async () => {
      const value = await work();
      if (!entry.isWritten) await this.database.transaction(entry.scope, { context: 'platform' }, async () => undefined, (open) => this.written(open, undefined));
      return value;
    });
  }

  /** The statement that the door sends with the commit of a command of the running request; none where it has left its entry already. */
  written(open: OpenTransaction, result: unknown): Statement[] {
    const entry = running.getStore();
    const { actor, gameId } = open.scope;
    // What we do by ourselves meanwhile is not what the caller does.
    if (!entry || entry.isWritten || actor.kind !== entry.scope.actor.kind || actor.id !== entry.scope.actor.id) return [];
    open.afterCommit.push(() => (entry.isWritten = true));
    const targets = [...new Set([...entry.targets, ...idsIn(result)])].filter((target) => target !== gameId).slice(0, TARGETS_MAX);
    return [{
      text: 'SELECT platform.append_audit($1, $2, $3, $4, $5, $6, $7)',
      values: [newId('aud'), actor.kind, actor.id, entry.operation, targets, entry.request(), entry.scope.requestId],
    }];
  }

  /** An earlier run of the same request has committed this command, and its entry with it. */
  wasWritten(): void {
    const entry = running.getStore();
    if (entry) entry.isWritten = true;
  }
}
