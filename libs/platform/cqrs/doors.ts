import { AsyncLocalStorage } from 'node:async_hooks';
import { Injectable } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { AuditTrail } from '../audit/audit-trail.js';
import { Database } from '../database/database.js';
import { transactions } from '../database/store.js';
import type { Call, Command, CommandClass, Query } from '../kernel/messages.js';
import type { Scope } from '../kernel/scope.js';
import { IdempotencyClaims } from '../http/idempotency-claims.js';
import { Outbox } from '../outbox/outbox.js';
import { inSpan } from '../tracing/spans.js';

/** For whom the running call asks: its handler has no transaction from which to learn it. */
@Injectable()
export class CallScope {
  private readonly storage = new AsyncLocalStorage<Scope>();
  run<T>(scope: Scope, work: () => Promise<T>): Promise<T> {
    return this.storage.run(scope, work);
  }
  get current(): Scope {
    const scope = this.storage.getStore();
    if (!scope) throw new Error('No call is running');
    return scope;
  }
}

/** The only way to change something: opens the unit of work, runs the handler, writes its events and the audit entry, commits, rings the bell. */
@Injectable()
export class Commands {
  constructor(
    private readonly bus: CommandBus,
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly claims: IdempotencyClaims,
    private readonly trail: AuditTrail,
  ) {}

  async execute<R>(command: Command<R>, scope: Scope): Promise<R> {
    const commandClass = command.constructor as unknown as CommandClass;
    const open = transactions.getStore();
    if (open) {
      // A subscriber's or job's own commands join its transaction; everything else is a write into somebody else's.
      if (open.context !== commandClass.context) {
        throw new Error(`${commandClass.name} writes ${commandClass.context} inside a transaction of ${open.context ?? 'a query'}`);
      }
      return this.bus.execute(command);
    }
    const replayed = this.claims.takeResult<R>(commandClass.name);
    if (replayed) {
      this.trail.wasWritten();
      return replayed.result;
    }
    return inSpan(`command ${commandClass.name}`, { attributes: { 'hubcraft.context': commandClass.context, 'hubcraft.game_id': scope.gameId } }, () => this.database.transaction(
      scope,
      { context: commandClass.context, name: commandClass.name },
      () => this.bus.execute<Command<R>, R>(command),
      (transaction, result) => [...this.outbox.written(transaction), ...this.trail.written(transaction, result), ...this.claims.resultWritten(transaction, commandClass.name, result)],
    ));
  }
}

/** The only way to ask: joins the open transaction, or opens a read-only one for `scope`. */
@Injectable()
export class Queries {
  constructor(private readonly bus: QueryBus, private readonly database: Database) {}

  async ask<R>(query: Query<R>, scope?: Scope): Promise<R> {
    if (transactions.getStore()) return this.bus.execute(query);
    if (!scope) throw new Error(`${query.constructor.name} is asked outside a transaction and without a scope`);
    return inSpan(`query ${query.constructor.name}`, { attributes: { 'hubcraft.game_id': scope.gameId } }, () => this.database.transaction(scope, { readOnly: true }, () => this.bus.execute<Query<R>, R>(query)));
  }
}

/** The only way to have somebody outside asked: refuses to run while a transaction is open. */
@Injectable()
export class Calls {
  constructor(private readonly bus: QueryBus, private readonly callers: CallScope) {}

  async ask<R>(call: Call<R>, scope: Scope): Promise<R> {
    if (transactions.getStore()) throw new Error(`${call.constructor.name} asks the outside world inside a transaction`);
    return inSpan(`call ${call.constructor.name}`, { attributes: { 'hubcraft.game_id': scope.gameId } }, () => this.callers.run(scope, () => this.bus.execute<Call<R>, R>(call)));
  }
}
