import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { unixSeconds, unixSecondsOrNull } from '#platform/kernel/clock';
import { Query } from '#platform/kernel/messages';
import type { CameBack, MailState } from './contracts/queries.js';

export interface CameBackColumn { came_back: CameBack[] }

/** What came back of one mail as JSON, the oldest first; the names are columns of the statement around it. */
export const cameBackList = (gameId: string, mailId: string): string =>
  `(SELECT coalesce(jsonb_agg(jsonb_build_object('kind', r.kind, 'status_code', r.status_code, 'said', r.said, 'source', r.source, 'reported_at', floor(extract(epoch FROM r.reported_at))::bigint) ORDER BY r.reported_at, r.kind), '[]')
      FROM notifications.mail_report r WHERE r.game_id = ${gameId} AND r.mail_id = ${mailId})`;
export const cameBack = (gameId: string, mailId: string): string => `${cameBackList(gameId, mailId)} AS came_back`;

/** A line of the delivery log, of mails to players, to members of the studio and to whoever has withdrawn; what it is about is one of the three ids. Unix seconds. */
export interface LoggedMail {
  id: string;
  kind: string;
  order_id: string | null;
  withdrawal_id: string | null;
  member_id: string | null;
  /** Of mails about orders; the others are written without one. */
  address: string | null;
  state: MailState;
  attempts: number;
  created_at: number;
  sent_at: number | null;
  last_error: string | null;
  came_back: CameBack[];
}

/** Newest first, of the scope's game; `after` is the last id of the page before. */
export class ListMailLog extends Query<LoggedMail[]> {
  constructor(readonly filter: { state: MailState | null; order_id: string | null; limit: number; after: string | null }) { super(); }
}

/** Where each kind of mail stands, and what stands there of it. */
const TABLES = [
  ['mail', 'kind', 'order_id', 'NULL', 'NULL', 'address'],
  ['withdrawal_mail', `'withdrawal'`, 'NULL', 'withdrawal_id', 'NULL', 'NULL'],
  ['member_mail', 'kind', 'NULL', 'NULL', 'member_id', 'NULL'],
] as const;

@QueryHandler(ListMailLog)
export class ListMailLogHandler implements IQueryHandler<ListMailLog> {
  constructor(private readonly database: Database) {}

  async execute({ filter: { state, order_id, limit, after } }: ListMailLog): Promise<LoggedMail[]> {
    const of = TABLES.map(([table, kind, order, withdrawal, member, address]) =>
      `(SELECT id, ${kind}::text AS kind, ${order}::text AS order_id, ${withdrawal}::text AS withdrawal_id, ${member}::text AS member_id, ${address}::text AS address, state, attempts, created_at, sent_at, last_error FROM notifications.${table}
         WHERE game_id = $1 AND ($2::text IS NULL OR state = $2) AND ($3::text IS NULL OR ${order}::text = $3) AND ($4::text COLLATE "C" IS NULL OR id < $4) ORDER BY id DESC LIMIT $5)`);
    const rows = await this.database.query<Omit<LoggedMail, 'created_at' | 'sent_at'> & { created_at: Date; sent_at: Date | null }>(
      `SELECT m.*, ${cameBack('$1', 'm.id')} FROM (${of.join(' UNION ALL ')}) AS m ORDER BY m.id DESC LIMIT $5`, [currentScope().gameId, state, order_id, after, limit]);
    return rows.map((row) => ({ ...row, address: row.address || null, created_at: unixSeconds(row.created_at), sent_at: unixSecondsOrNull(row.sent_at) }));
  }
}
