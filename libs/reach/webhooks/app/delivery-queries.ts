import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { unixSeconds, unixSecondsOrNull } from '#platform/kernel/clock';
import { Query } from '#platform/kernel/messages';
import { DeliveryNotFound, EventNotFound } from '../contracts/errors.js';
import { tailOf } from '../domain/envelope.js';
import type { AttemptRow, DeliveryRow, EventRow } from '../infra/rows.js';

export const DELIVERY_STATUSES = ['pending', 'succeeded', 'failed', 'dead'] as const;
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

export interface DeliveryView {
  id: string;
  event_id: string;
  event_type: string;
  /** `failed`: the last attempt failed and another is due; `dead`: over without success. What has succeeded stays so, also while it is sent again. */
  status: DeliveryStatus;
  attempts: number;
  order_id: string | null;
  endpoint_id: string | null;
  /** Null when none is due, when one is under way, and while no enabled endpoint takes it. */
  next_attempt_at: number | null;
  is_waiting: boolean;
  /** The batch of which it is a line; while it is being collected there is none. */
  batch_id: string | null;
  last_status: number | null;
  last_error: string | null;
  closed_reason: string | null;
  created_at: number;
  ended_at: number | null;
}

export interface Page<T> {
  data: T[];
  has_more: boolean;
  next_cursor: string | null;
}

export function statusOf(row: Pick<DeliveryRow, 'has_succeeded' | 'state' | 'round'>): DeliveryStatus {
  if (row.has_succeeded) return 'succeeded';
  if (row.state !== 'pending') return row.state;
  return row.round > 0 ? 'failed' : 'pending';
}

/** Until when its endpoint is left alone: nothing leaves before. */
type Standing = DeliveryRow & { open_until: Date | null };
const STANDING = '*, (SELECT h.open_until FROM webhooks.endpoint_health h WHERE h.game_id = d.game_id AND h.endpoint_id = d.endpoint_id) AS open_until';

function view(row: Standing): DeliveryView {
  return {
    id: row.id, event_id: row.event_id, event_type: row.event_type, status: statusOf(row), attempts: row.attempts, order_id: row.order_id, endpoint_id: row.endpoint_id,
    next_attempt_at: row.state === 'pending' && !row.is_waiting && !row.lease_token && row.batch_id === null ? unixSeconds(row.open_until && row.open_until > row.next_at ? row.open_until : row.next_at) : null, is_waiting: row.is_waiting, batch_id: row.batch_id, last_status: row.last_status,
    last_error: row.last_error, closed_reason: row.closed_reason, created_at: unixSeconds(row.created_at), ended_at: unixSecondsOrNull(row.ended_at),
  };
}

export interface DeliveryFilter {
  order_id?: string;
  status?: DeliveryStatus;
  event_type?: string;
  endpoint_id?: string;
  limit: number;
  starting_after?: string;
}

/** Newest first. */
export class ListDeliveries extends Query<Page<DeliveryView>> {
  constructor(readonly filter: DeliveryFilter) { super(); }
}

@QueryHandler(ListDeliveries)
export class ListDeliveriesHandler implements IQueryHandler<ListDeliveries> {
  constructor(private readonly database: Database) {}

  async execute({ filter }: ListDeliveries): Promise<Page<DeliveryView>> {
    const rows = await this.database.query<Standing>(
      `SELECT ${STANDING} FROM webhooks.delivery d
        WHERE game_id = $1 AND ($2::text IS NULL OR order_id = $2) AND ($3::text IS NULL OR event_type = $3) AND ($4::text IS NULL OR endpoint_id = $4) AND ($5::text IS NULL OR id < $5)
          AND ($6::text IS NULL OR $6 = CASE WHEN has_succeeded THEN 'succeeded' WHEN state <> 'pending' THEN state WHEN round > 0 THEN 'failed' ELSE 'pending' END)
        ORDER BY id DESC LIMIT $7`,
      [currentScope().gameId, filter.order_id ?? null, filter.event_type ?? null, filter.endpoint_id ?? null, filter.starting_after ?? null, filter.status ?? null, filter.limit + 1],
    );
    const data = rows.slice(0, filter.limit).map(view);
    const has_more = rows.length > filter.limit;
    return { data, has_more, next_cursor: has_more ? data.at(-1)!.id : null };
  }
}

/** Throws `webhook_delivery.not_found`. */
export class GetDelivery extends Query<DeliveryView> {
  constructor(readonly deliveryId: string) { super(); }
}

@QueryHandler(GetDelivery)
export class GetDeliveryHandler implements IQueryHandler<GetDelivery> {
  constructor(private readonly database: Database) {}

  async execute({ deliveryId }: GetDelivery): Promise<DeliveryView> {
    const row = await this.database.one<Standing>(`SELECT ${STANDING} FROM webhooks.delivery d WHERE game_id = $1 AND id = $2`, [currentScope().gameId, deliveryId]);
    if (!row) throw new DeliveryNotFound();
    return view(row);
  }
}

export type AttemptView = Omit<AttemptRow, 'game_id' | 'delivery_id' | 'started_at'> & { started_at: number };

/** The attempts of a delivery, oldest first. Throws `webhook_delivery.not_found`. */
export class ListAttempts extends Query<Page<AttemptView>> {
  constructor(readonly deliveryId: string, readonly limit: number, readonly startingAfter: string | null) { super(); }
}

@QueryHandler(ListAttempts)
export class ListAttemptsHandler implements IQueryHandler<ListAttempts> {
  constructor(private readonly database: Database) {}

  async execute({ deliveryId, limit, startingAfter }: ListAttempts): Promise<Page<AttemptView>> {
    const { gameId } = currentScope();
    const rows = await this.database.query<AttemptRow>(
      'SELECT * FROM webhooks.attempt WHERE game_id = $1 AND delivery_id = $2 AND ($3::text IS NULL OR id > $3) ORDER BY id LIMIT $4', [gameId, deliveryId, startingAfter, limit + 1]);
    if (rows.length === 0 && !(await this.database.one('SELECT 1 AS one FROM webhooks.delivery WHERE game_id = $1 AND id = $2', [gameId, deliveryId]))) throw new DeliveryNotFound();
    const data = rows.slice(0, limit).map(({ game_id: _game, delivery_id: _delivery, ...row }) => ({ ...row, started_at: unixSeconds(row.started_at) }));
    const has_more = rows.length > limit;
    return { data, has_more, next_cursor: has_more ? data.at(-1)!.id : null };
  }
}

export interface EventView {
  event_id: string;
  event_type: string;
  aggregate_type: string;
  aggregate_id: string;
  sequence: number;
  order_id: string | null;
  idempotency_key: string;
  created_at: number;
  /** The body as text: what is signed. */
  body: string;
}

/** The body as the log has it, for no endpoint in particular: without context, the sequence before it, a transaction named after the event. */
function eventView(row: EventRow): EventView {
  const sequence = Number(row.sequence);
  const tail = tailOf({ context: null, previous_sequence: sequence > 1 ? sequence - 1 : null, transaction_id: `whd_${row.id.slice('evt_'.length)}` });
  return {
    event_id: row.id, event_type: row.type, aggregate_type: row.aggregate_type, aggregate_id: row.aggregate_id, sequence, order_id: row.order_id, idempotency_key: row.idempotency_key,
    created_at: unixSeconds(row.created_at), body: Buffer.concat([row.head, tail]).toString('utf8'),
  };
}

/** An event and where it went. Throws `event.not_found`. */
export class GetEvent extends Query<{ event: EventView; deliveries: DeliveryView[] }> {
  constructor(readonly eventId: string) { super(); }
}

@QueryHandler(GetEvent)
export class GetEventHandler implements IQueryHandler<GetEvent> {
  constructor(private readonly database: Database) {}

  async execute({ eventId }: GetEvent): Promise<{ event: EventView; deliveries: DeliveryView[] }> {
    const { gameId } = currentScope();
    const row = await this.database.one<EventRow>('SELECT * FROM webhooks.event WHERE game_id = $1 AND id = $2', [gameId, eventId]);
    if (!row) throw new EventNotFound();
    const deliveries = await this.database.query<Standing>(`SELECT ${STANDING} FROM webhooks.delivery d WHERE game_id = $1 AND event_id = $2 ORDER BY id LIMIT 100`, [gameId, eventId]);
    return { event: eventView(row), deliveries: deliveries.map(view) };
  }
}

/**
 * The log of all events in an order in which nothing appears behind a reader: by the transaction that wrote them, and only from transactions that have no
 * older one still running. `startingAfter`: an event id, `latest` (answers no events, only where the log ends now) or null (from the beginning).
 */
export class ReadEventLog extends Query<Page<EventView>> {
  constructor(readonly startingAfter: string | null, readonly limit: number, readonly type: string | null) { super(); }
}

const SETTLED = 'transaction < pg_snapshot_xmin(pg_current_snapshot())::text::bigint';

@QueryHandler(ReadEventLog)
export class ReadEventLogHandler implements IQueryHandler<ReadEventLog> {
  constructor(private readonly database: Database) {}

  async execute({ startingAfter, limit, type }: ReadEventLog): Promise<Page<EventView>> {
    const { gameId } = currentScope();
    if (startingAfter === 'latest') {
      const last = await this.database.one<{ id: string }>(`SELECT id FROM webhooks.event WHERE game_id = $1 AND ${SETTLED} ORDER BY transaction DESC, id DESC LIMIT 1`, [gameId]);
      return { data: [], has_more: false, next_cursor: last?.id ?? null };
    }
    const from = startingAfter ? await this.database.one<{ transaction: bigint }>('SELECT transaction FROM webhooks.event WHERE game_id = $1 AND id = $2', [gameId, startingAfter]) : null;
    if (startingAfter && !from) throw new EventNotFound();
    const rows = await this.database.query<EventRow>(
      `SELECT * FROM webhooks.event
        WHERE game_id = $1 AND ${SETTLED} AND ($2::bigint IS NULL OR (transaction, id) > ($2::bigint, $3::text)) AND ($5::text IS NULL OR type = $5) ORDER BY transaction, id LIMIT $4`,
      [gameId, from?.transaction ?? null, startingAfter, limit + 1, type],
    );
    const data = rows.slice(0, limit).map(eventView);
    return { data, has_more: rows.length > limit, next_cursor: data.at(-1)?.event_id ?? startingAfter };
  }
}
