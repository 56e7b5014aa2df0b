import { randomBytes } from 'node:crypto';
import { Injectable, Module } from '@nestjs/common';
import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Test } from '@nestjs/testing';
import type { INestApplicationContext } from '@nestjs/common';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.js';
import { requireInvariants } from '../../../test/support/invariants.js';
import { Config } from '../config/config.js';
import { Database } from '../database/database.js';
import { Housekeeps, type Chore } from '../housekeeping/chores.js';
import { HandlesJob, type Again, type Job, type JobHandler } from '../jobs/jobs.js';
import { newId } from '../kernel/ids.js';
import { Command, DomainEvent, Query, type RecordedEvent } from '../kernel/messages.js';
import { systemScope, type Scope } from '../kernel/scope.js';
import { Outbox } from '../outbox/outbox.js';
import { Subscribes, type Subscriber } from '../outbox/subscribers.js';
import { PlatformModule } from '../platform.module.js';

/** A context that exists for the tests of the platform only: notes, and who has heard of them. */
export class NoteWritten extends DomainEvent<{ text: string }> {
  static readonly type = 'probe.note.written.v1';
}

/** Writes a note, announces it, and does `meanwhile` before the commit. */
export class WriteNote extends Command<{ id: string }> {
  static readonly context = 'probe/notes';
  constructor(readonly text: string, readonly meanwhile: () => Promise<unknown> = async () => undefined) {
    super();
  }
}

/** A command of another context. */
export class WriteElsewhere extends Command<{ id: string }> {
  static readonly context = 'probe/elsewhere';
  constructor(readonly meanwhile: () => Promise<unknown>) {
    super();
  }
}

export class GetNotes extends Query<string[]> {
  constructor(readonly meanwhile: () => Promise<unknown> = async () => undefined) {
    super();
  }
}

@CommandHandler(WriteNote)
export class WriteNoteHandler implements ICommandHandler<WriteNote> {
  constructor(private readonly database: Database, private readonly outbox: Outbox) {}
  async execute(command: WriteNote): Promise<{ id: string }> {
    const id = newId('not');
    await this.database.query(`INSERT INTO probe.note (game_id, id, text) VALUES (current_setting('app.game_id'), $1, $2)`, [id, command.text]);
    this.outbox.record(new NoteWritten('note', id, { text: command.text }));
    await command.meanwhile();
    return { id };
  }
}

@CommandHandler(WriteElsewhere)
export class WriteElsewhereHandler implements ICommandHandler<WriteElsewhere> {
  async execute(command: WriteElsewhere): Promise<{ id: string }> {
    await command.meanwhile();
    return { id: 'elsewhere' };
  }
}

@QueryHandler(GetNotes)
export class GetNotesHandler implements IQueryHandler<GetNotes> {
  constructor(private readonly database: Database) {}
  async execute(query: GetNotes): Promise<string[]> {
    await query.meanwhile();
    return (await this.database.query<{ text: string }>('SELECT text FROM probe.note ORDER BY id')).map((row) => row.text);
  }
}

/** What the test wants the subscriber, the job and the chore to do. */
@Injectable()
export class Script {
  heard: (events: RecordedEvent[]) => Promise<void> = async () => undefined;
  job: (job: Job, scope: Scope) => Promise<void | Again> = async () => undefined;
  chore: Chore = { due: async () => [], step: async () => 0 };
}

@Subscribes(NoteWritten, 'probe/notes.hear')
@Injectable()
export class NoteHearer implements Subscriber<NoteWritten> {
  constructor(private readonly database: Database, private readonly script: Script) {}
  async handle(events: RecordedEvent<{ text: string }>[]): Promise<void> {
    for (const event of events) {
      await this.database.query('INSERT INTO probe.heard (game_id, event_id, text) VALUES ($1, $2, $3)', [event.gameId, event.id, event.payload.text]);
    }
    await this.script.heard(events);
  }
}

@HandlesJob('probe.work', { leaseSeconds: 30, concurrency: 4 })
@Injectable()
export class ProbeWork implements JobHandler {
  constructor(private readonly script: Script) {}
  run(job: Job, scope: Scope): Promise<void | Again> {
    return this.script.job(job, scope);
  }
}

@Housekeeps('probe.sweep')
@Injectable()
export class ProbeChore implements Chore {
  constructor(private readonly script: Script) {}
  due(after: string): Promise<string[]> {
    return this.script.chore.due(after);
  }
  step(gameId: string, max: number): Promise<number> {
    return this.script.chore.step(gameId, max);
  }
}

@Module({ providers: [WriteNoteHandler, WriteElsewhereHandler, GetNotesHandler, Script, NoteHearer, ProbeWork, ProbeChore] })
export class ProbeModule {}

export interface Probe {
  database: TestDatabase;
  /** Another process on the same database. */
  open(): Promise<INestApplicationContext>;
  config: Config;
  /** As superuser: past row-level security. */
  admin<R extends object = Record<string, unknown>>(text: string, values?: unknown[]): Promise<R[]>;
  close(): Promise<void>;
}

/** A fresh database with the tables of the probe, and processes on it. It closes with the invariants, but those that the suite `breaks` on purpose. `settings`: further ones. */
export async function openProbe(breaks: readonly string[] = [], settings: Record<string, string> = {}): Promise<Probe> {
  const database = await createTestDatabase();
  const admin = new pg.Pool({ connectionString: database.adminUrl, max: 3 });
  admin.on('error', () => undefined);
  const owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
  await owner.query(`
    CREATE SCHEMA probe; GRANT USAGE ON SCHEMA probe TO hubcraft_app, hubcraft_ops;
    CREATE TABLE probe.note (game_id text COLLATE "C" NOT NULL, id text COLLATE "C" NOT NULL, text text NOT NULL, PRIMARY KEY (game_id, id));
    CREATE TABLE probe.heard (game_id text COLLATE "C" NOT NULL, event_id text COLLATE "C" NOT NULL, text text NOT NULL, PRIMARY KEY (game_id, event_id));
    SELECT platform.lock_to_game('probe.note'); SELECT platform.lock_to_game('probe.heard')`);
  await owner.end();
  const config = new Config({ DATABASE_URL: database.appUrl, DATABASE_POOL: '12', MASTER_KEY: randomBytes(32).toString('base64'), ...settings });
  const opened: INestApplicationContext[] = [];
  return {
    database,
    config,
    open: async () => {
      const module = await Test.createTestingModule({ imports: [PlatformModule.forRoot({ config, entities: [] }), ProbeModule] }).compile();
      module.useLogger(false);
      opened.push(await module.init());
      return module;
    },
    admin: async <R extends object>(text: string, values: unknown[] = []) => (await admin.query<R>(text, values)).rows,
    close: async () => {
      for (const app of opened) await app.close();
      await admin.end();
      await requireInvariants(database.adminUrl, { real: [], breaks }).finally(() => database.drop());
    },
  };
}

export function gameScope(gameId = newId('gam')): Scope {
  return systemScope(gameId, 'test');
}
