import { Injectable } from '@nestjs/common';
import { Bell } from '../bell/bell.js';
import { Database } from '../database/database.js';
import { openTransaction } from '../database/store.js';
import { unixSeconds } from '../kernel/clock.js';

export type DeadKind = 'outbox' | 'job';

/** Something of ours that has used up its retries: an event for one subscriber, or a job. */
export interface DeadWorkView {
  /** `job_…`, or of an event `evt_…~group~context.subscriber`. */
  id: string;
  kind: DeadKind;
  /** The subscriber, or the type of the job. */
  name: string;
  /** The type of the event; null for jobs. */
  event_type: string | null;
  game_id: string;
  attempts: number;
  /** The first line of the last error. */
  error: string | null;
  /** Unix seconds of its last try. */
  since: number;
}

export interface DeadWorkFilter {
  kind?: DeadKind;
  name?: string;
  game_id?: string;
}

/** One row by what it is kept under. */
export interface DeadKey {
  kind: DeadKind;
  /** Of the event or the job. */
  row_id: string;
  name: string;
  game_id: string;
}

interface DeadRow extends DeadKey {
  event_type: string | null;
  attempts: number;
  error: string | null;
  since: Date;
}

const ERROR_LONGEST = 300;
const EVENT = /^(evt_[0-9a-z]{26})~([a-z-]+)~([\w.-]{1,100})$/;
const JOB = /^job_[0-9a-z]{26}$/;

const DEAD = `
  SELECT 'outbox' AS kind, event_id AS row_id, subscriber AS name, type AS event_type, game_id, attempts, left(split_part(last_error, E'\\n', 1), ${ERROR_LONGEST}) AS error, next_at AS since, state
    FROM platform.outbox_delivery
  UNION ALL
  SELECT 'job', id, type, NULL, game_id, failures, left(split_part(last_error, E'\\n', 1), ${ERROR_LONGEST}), run_at, state FROM platform.job`;

/** The id of dead work taken apart; null when it is none. */
function parse(id: string): { kind: DeadKind; row_id: string; name: string | null } | null {
  if (JOB.test(id)) return { kind: 'job', row_id: id, name: null };
  const [, event, group, rest] = EVENT.exec(id) ?? [];
  return event ? { kind: 'outbox', row_id: event, name: `${group}/${rest}` } : null;
}

export function isDeadWorkId(id: string): boolean {
  return parse(id) !== null;
}

function view({ row_id, since, ...row }: DeadRow): DeadWorkView {
  return { id: row.kind === 'job' ? row_id : `${row_id}~${row.name.replace('/', '~')}`, kind: row.kind, name: row.name, event_type: row.event_type, game_id: row.game_id, attempts: row.attempts, error: row.error, since: unixSeconds(since) };
}

/** What no retry has mended, over all games, and how it is tried again once somebody has mended its cause. Payloads are not looked at: they are of players. */
@Injectable()
export class DeadWork {
  constructor(private readonly database: Database, private readonly bell: Bell) {}

  /** Newest first, by the age of the event or job. `starting_after`: an id of dead work, which need not be there any more. */
  async list(filter: DeadWorkFilter & { limit: number; starting_after?: string }): Promise<DeadWorkView[]> {
    const after = filter.starting_after ? parse(filter.starting_after) : null;
    return (await this.rows(filter, filter.limit, after)).map(view);
  }

  /** The keys of what matches, the newest first. */
  keys(filter: DeadWorkFilter, max: number): Promise<DeadKey[]> {
    return this.rows(filter, max, null);
  }

  /** What has this id, dead or tried again since; undefined when there is nothing. */
  async find(id: string): Promise<DeadKey | undefined> {
    const known = parse(id);
    if (!known) return undefined;
    const look = async (which: string): Promise<DeadKey | undefined> => {
      const rows = await this.database.acrossGames<DeadKey>(`SELECT kind, row_id, name, game_id FROM (${DEAD}) AS w WHERE kind = $1 AND row_id = $2 AND ($3::text IS NULL OR name = $3)${which}`, [known.kind, known.row_id, known.name]);
      return rows[0];
    };
    // What is dead is found by the small index of the dead; only a repetition has to look through all jobs.
    return (await look(` AND state = 'dead'`)) ?? look('');
  }

  /**
   * Lets what is dead among these of the open transaction's game run again from its first retry on, and wakes the workers after the commit. What is not dead (any more) stays as it
   * is, and so does a job whose like waits already. Answers how many will run.
   */
  async retry(keys: readonly DeadKey[]): Promise<number> {
    const { scope, afterCommit } = openTransaction();
    const of = (kind: DeadKind) => keys.filter((key) => key.kind === kind && key.game_id === scope.gameId);
    const [events, jobs] = [of('outbox'), of('job')];
    const rows = [
      ...(events.length === 0 ? [] : await this.database.query<{ chime: `outbox:${string}` }>(
        `UPDATE platform.outbox_delivery d SET state = 'pending', attempts = 0, next_at = now() FROM unnest($2::text[], $3::text[]) AS k(event_id, subscriber)
          WHERE d.game_id = $1 AND d.event_id = k.event_id AND d.subscriber = k.subscriber AND d.state = 'dead' RETURNING 'outbox:' || d.subscriber AS chime`,
        [scope.gameId, events.map(({ row_id }) => row_id), events.map(({ name }) => name)])),
      ...(jobs.length === 0 ? [] : await this.database.query<{ chime: `job:${string}` }>(
        `UPDATE platform.job j SET state = 'pending', failures = 0, run_at = now()
          WHERE j.game_id = $1 AND j.state = 'dead' AND j.id IN (
                  SELECT DISTINCT ON (c.type, c.key) c.id FROM platform.job c
                   WHERE c.game_id = $1 AND c.id = ANY($2::text[]) AND c.state = 'dead'
                     AND NOT EXISTS (SELECT FROM platform.job p WHERE p.game_id = $1 AND p.type = c.type AND p.key = c.key AND p.state = 'pending')
                   ORDER BY c.type, c.key, c.id DESC)
          RETURNING 'job:' || j.type AS chime`, [scope.gameId, jobs.map(({ row_id }) => row_id)])),
    ];
    afterCommit.push(() => this.bell.ring(...new Set(rows.map(({ chime }) => `${chime}@${scope.gameId}` as const))));
    return rows.length;
  }

  private rows(filter: DeadWorkFilter, max: number, after: { row_id: string; name: string | null } | null): Promise<DeadRow[]> {
    return this.database.acrossGames<DeadRow>(
      `SELECT kind, row_id, name, event_type, game_id, attempts, error, since FROM (${DEAD}) AS w
        WHERE state = 'dead' AND ($1::text IS NULL OR kind = $1) AND ($2::text IS NULL OR name = $2) AND ($3::text IS NULL OR game_id = $3)
          AND ($4::text IS NULL OR row_id < $4 OR (row_id = $4 AND name < $5)) ORDER BY row_id DESC, name DESC LIMIT $6`,
      [filter.kind ?? null, filter.name ?? null, filter.game_id ?? null, after?.row_id ?? null, after?.name ?? '', max]);
  }
}
