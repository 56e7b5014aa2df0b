import { AsyncLocalStorage } from 'node:async_hooks';
import type { EntityManager } from 'typeorm';
import type { PoolClient } from 'pg';
import type { Scope } from '../kernel/scope.js';
import type { DomainEvent } from '../kernel/messages.js';
import { currentTraceparent } from '../tracing/spans.js';

/** A transaction that is open, with everything that has to be written or done with it. */
export interface OpenTransaction {
  /** Its connection. The first who asks begins it; nobody asks for what is answered from memory. */
  readonly client: () => Promise<PoolClient>;
  /** Made when it is first asked for: hot paths never need it. */
  readonly manager: () => EntityManager;
  readonly scope: Scope;
  /** The context that owns the transaction, or null when it only reads. */
  readonly context: string | null;
  readonly events: DomainEvent[];
  readonly afterCommit: (() => void)[];
  /** API request → traceparent of its event, in a batch that holds events of many. */
  causes?: ReadonlyMap<string, string>;
}

export const transactions = new AsyncLocalStorage<OpenTransaction>();

export function openTransaction(): OpenTransaction {
  const open = transactions.getStore();
  if (!open) throw new Error('No transaction is open: database work happens inside a command, a query or a subscriber');
  return open;
}

/** Under which span stands what follows from this API request, or from the unit of work. */
export function traceparentOf(open: OpenTransaction, requestId: string | null | undefined): string | null {
  return (requestId && open.causes?.get(requestId)) || currentTraceparent();
}

/** The scope of the open transaction. */
export function currentScope(): Scope {
  return openTransaction().scope;
}
