import { createHash } from 'node:crypto';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import pg from 'pg';
import { DataSource, type EntityManager, type EntitySchema, type ObjectLiteral, type QueryRunner } from 'typeorm';
import type { PoolClient } from 'pg';
import { Config } from '../config/config.js';
import { failpoint } from '../failpoints/failpoints.js';
import { invariant } from '../kernel/errors.js';
import type { Scope } from '../kernel/scope.js';
import { Connections, isOutdated } from './connections.js';
import { startSpan } from '../tracing/spans.js';
import { openTransaction, transactions, type OpenTransaction } from './store.js';

// int8 arrives as bigint: money, counters and sequences never pass through a float.
pg.types.setTypeParser(pg.types.builtins.INT8, (text) => BigInt(text));

export interface TransactionOptions {
  readOnly?: boolean;
  /** Every statement sees the same moment. */
  isSnapshot?: boolean;
  context?: string | null;
  /** What is committed, for the failpoints. */
  name?: string;
}

/** One statement with its parameters, and who wants its rows. */
export interface Statement {
  text: string;
  values: unknown[];
  take?: (rows: object[]) => void;
}

/** SQLSTATEs after which the whole transaction is repeated: serialization failure and deadlock. */
const REPEATABLE = new Set(['40001', '40P01']);
const ATTEMPTS_MAX = 6;
type Mutable<T> = { -readonly [K in keyof T]: T[K] };

const names = new Map<string, string>();

function statementName(text: string): string {
  let name = names.get(text);
  if (!name) {
    name = createHash('sha1').update(text).digest('base64url');
    if (names.size < 5_000) names.set(text, name);
  }
  return name;
}

/** True when a statement broke the named constraint (unique, check, foreign key). */
export function violates(error: unknown, constraint: string): boolean {
  return (error as { constraint?: string } | null)?.constraint === constraint;
}

/** The one way to PostgreSQL. A statement runs in the open transaction, whose scope has been told to row-level security. */
@Injectable()
export class Database implements OnApplicationShutdown {
  /** Statements sent since the start of the process, for the bench and the metrics. */
  statements = 0;
  private closed = false;
  private readonly connections: Connections;

  constructor(readonly source: DataSource) {
    this.connections = new Connections(this.pool);
  }

  static async connect(config: Config, entities: EntitySchema[], poolSize = config.integer('DATABASE_POOL', 1, 500)): Promise<Database> {
    const source = new DataSource({
      type: 'postgres',
      url: config.databaseUrl,
      entities,
      synchronize: false,
      migrationsRun: false,
      logging: false,
      installExtensions: false,
      poolSize,
      extra: {
        max: poolSize,
        connectionTimeoutMillis: 5_000,
        // A server that stands still answers nobody, so the client gives up by itself; what only takes long is ended by the server before that.
        query_timeout: 7_000,
        statement_timeout: 6_000,
        lock_timeout: 5_000,
        idle_in_transaction_session_timeout: 10_000,
        application_name: 'hubcraft',
        // Statements are sent without waiting for the answers before them: a transaction's first and last ones share their round trip with BEGIN and COMMIT.
        pipeline: true,
      },
    });
    await source.initialize();
    return new Database(source);
  }

  /** Runs SQL in the open transaction, as a prepared statement. Rows have the columns' names; int8 is bigint, timestamptz is Date. */
  async query<R extends object = Record<string, unknown>>(text: string, values: unknown[] = []): Promise<R[]> {
    this.statements++;
    const client = await openTransaction().client();
    const result = await client.query<R>({ name: statementName(text), text, values });
    return result.rows;
  }

  /** As `query`, for a statement that answers at most one row. */
  async one<R extends object = Record<string, unknown>>(text: string, values: unknown[] = []): Promise<R | undefined> {
    return (await this.query<R>(text, values))[0];
  }

  /** The number of rows that an INSERT, UPDATE or DELETE touched. */
  async execute(text: string, values: unknown[] = []): Promise<number> {
    this.statements++;
    const client = await openTransaction().client();
    const result = await client.query({ name: statementName(text), text, values });
    return result.rowCount ?? 0;
  }

  /** TypeORM's manager on the open transaction, for plain create-read-update-delete. */
  get manager(): EntityManager {
    return openTransaction().manager();
  }

  rows<T extends ObjectLiteral>(schema: EntitySchema<T>) {
    return this.manager.getRepository(schema);
  }

  /**
   * Opens a transaction for `scope`, repeats it whole on a serialization failure, a deadlock or a table that has changed under it, and runs `afterCommit` afterwards. It begins with its first statement: what is
   * answered from memory takes no connection. `last` names the statements that are sent together with the commit, once `work` has its result.
   */
  async transaction<T>(scope: Scope, options: TransactionOptions, work: (open: OpenTransaction) => Promise<T>, last?: (open: OpenTransaction, result: T) => Statement[]): Promise<T> {
    return this.repeated(() => this.once(scope, options, work, last));
  }

  private async repeated<T>(work: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await work();
      } catch (error) {
        if (attempt >= ATTEMPTS_MAX || !(isOutdated(error) || REPEATABLE.has((error as { code?: string }).code ?? ''))) throw error;
        await new Promise((resolve) => setTimeout(resolve, attempt * 5 + (attempt * 7919) % 11));
      }
    }
  }

  /** One statement as a whole transaction of the platform for `scope`, in one round trip. */
  async alone<R extends object = Record<string, unknown>>(scope: Scope, text: string, values: unknown[]): Promise<R[]> {
    let answered: R[] = [];
    await this.transaction(scope, { context: 'platform' }, async () => undefined, () => [{ text, values, take: (rows) => (answered = rows as R[]) }]);
    return answered;
  }

  private async once<T>(scope: Scope, options: TransactionOptions, work: (open: OpenTransaction) => Promise<T>, last?: (open: OpenTransaction, result: T) => Statement[]): Promise<T> {
    let connecting: Promise<PoolClient> | undefined;
    let beginning: Promise<unknown> = Promise.resolve();
    let client: PoolClient | undefined;
    let isOver = false;
    let span: ReturnType<typeof startSpan>;
    const begun = async (): Promise<PoolClient> => {
      // From the wait for a connection to its return.
      span = startSpan('transaction', { kind: 'client', attributes: { 'db.system.name': 'postgresql', 'db.operation.name': options.readOnly ? 'read' : 'write', 'hubcraft.context': options.context ?? 'none' } });
      client = await this.connections.checkOut();
      this.statements += 2;
      // Sent ahead of the first statement, not waited for: connections are pipelined, and one that could not begin answers nothing else either.
      beginning = client.query(`BEGIN${options.isSnapshot ? ' ISOLATION LEVEL REPEATABLE READ' : ''}${options.readOnly ? ' READ ONLY' : ''}; SELECT set_config('app.game_id', ${client.escapeLiteral(scope.gameId)}, true)${scope.studioId ? `, set_config('app.studio_id', ${client.escapeLiteral(scope.studioId)}, true)` : ''}`);
      beginning.catch(() => undefined);
      return client;
    };
    const connection = async (): Promise<PoolClient> => {
      // Whoever was left behind by a failure beside it must not take a connection that nobody gives back.
      if (isOver) throw new Error('This transaction is over');
      return (connecting ??= begun());
    };
    let manager: EntityManager | undefined;
    const open: OpenTransaction = { client: connection, manager: () => (manager ??= this.managerOn(connection)), scope, context: options.context ?? null, events: [], afterCommit: [] };
    let result: T;
    try {
      result = await transactions.run(open, () => work(open));
      const statements = last?.(open, result) ?? [];
      if (statements.length > 0) await connection();
      if (connecting) {
        if (options.name) failpoint?.(`before commit: ${options.name}`);
        await this.end(await connecting, beginning, statements, options.readOnly ?? false);
        if (options.name) failpoint?.(`after commit: ${options.name}`);
      }
    } catch (error) {
      await connecting?.catch(() => undefined);
      isOver = true;
      span?.end(error);
      if (client) await this.connections.releaseAfter(error, client);
      throw error;
    }
    isOver = true;
    span?.end();
    client?.release();
    for (const task of open.afterCommit) task();
    return result;
  }

  /** The last statements and the commit, in one round trip. */
  private async end(client: PoolClient, beginning: Promise<unknown>, statements: Statement[], isReadOnly: boolean): Promise<void> {
    this.statements += statements.length + 1;
    const sent = statements.map(({ text, values }) => client.query({ name: statementName(text), text, values }));
    const commit = client.query('COMMIT');
    if (isReadOnly) {
      // Nothing depends on it; who takes the connection next is answered after it.
      commit.catch(() => undefined);
      return;
    }
    const answers = await Promise.allSettled([beginning, ...sent, commit]);
    for (const answer of answers) if (answer.status === 'rejected') throw answer.reason;
    for (const [at, { take }] of statements.entries()) take?.((await sent[at]!).rows as object[]);
    // PostgreSQL answers ROLLBACK when a statement had failed and the failure was swallowed: nothing was kept, and nobody may believe it was.
    invariant((await commit).command === 'COMMIT', 'A transaction in which a statement had failed was to be committed');
  }

  /** TypeORM bound to our connection; it is told that a transaction is open, so that it never opens one of its own inside. */
  private managerOn(connection: () => Promise<PoolClient>): EntityManager {
    const runner = this.source.createQueryRunner() as unknown as Mutable<QueryRunner>;
    runner.connect = connection;
    runner.isTransactionActive = true;
    return runner.manager;
  }

  /**
   * Reads outside any game: only `platform.route` (which key, secret or host belongs to which game) and other tables without tenants.
   * Row-level security shows nothing else here.
   */
  async unscoped<R extends object = Record<string, unknown>>(text: string, values: unknown[] = []): Promise<R[]> {
    return this.repeated(async () => {
      this.statements++;
      const client = await this.connections.checkOut();
      try {
        const { rows } = await client.query<R>({ name: statementName(text), text, values });
        client.release();
        return rows;
      } catch (error) {
        await this.connections.releaseAfter(error, client);
        throw error;
      }
    });
  }

  /** Milliseconds since 1970 by the clock of PostgreSQL. It is not counted among the statements: it belongs to no operation. */
  async time(): Promise<number> {
    const { rows: [row] } = await this.pool.query<{ ms: number }>('SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS ms');
    return row!.ms;
  }

  /** Runs `work` as the role that sees the routing columns of outbox, jobs and deliveries over all games, and nothing else. */
  asDispatcher<R extends object = Record<string, unknown>>(text: string, values: unknown[] = []): Promise<R[]> {
    return this.as('hubcraft_dispatcher', text, values);
  }

  /** Reads as the role that sees every row of every game: for checks that no game answers for alone, and for what staff ask, audited. */
  acrossGames<R extends object = Record<string, unknown>>(text: string, values: unknown[] = []): Promise<R[]> {
    return this.as('hubcraft_ops', text, values);
  }

  private as<R extends object>(role: 'hubcraft_dispatcher' | 'hubcraft_ops', text: string, values: unknown[]): Promise<R[]> {
    return this.repeated(async () => {
      const client = await this.connections.checkOut();
      try {
        this.statements += 4;
        const answers = await Promise.allSettled([
          client.query(`BEGIN READ ONLY; SET LOCAL ROLE ${role}`), client.query<R>({ name: statementName(text), text, values }), client.query('COMMIT'),
        ]);
        for (const answer of answers) if (answer.status === 'rejected') throw answer.reason;
        client.release();
        return (answers[1] as PromiseFulfilledResult<{ rows: R[] }>).value.rows;
      } catch (error) {
        await this.connections.releaseAfter(error, client);
        throw error;
      }
    });
  }

  get pool(): InstanceType<typeof pg.Pool> {
    return (this.source.driver as unknown as { master: InstanceType<typeof pg.Pool> }).master;
  }

  async onApplicationShutdown(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    await this.source.destroy();
  }
}
