import { EntitySchema } from 'typeorm';

export interface AggregateRow {
  game_id: string;
  aggregate_id: string;
  last_sequence: bigint;
  sent: Record<string, number>;
  sent_before: Record<string, number>;
  withdrawn: boolean;
}

export interface EventRow {
  game_id: string;
  id: string;
  type: string;
  aggregate_type: string;
  aggregate_id: string;
  sequence: bigint;
  subject_id: string;
  order_id: string | null;
  idempotency_key: string;
  head: Buffer;
  context: Record<string, unknown> | null;
  traceparent: string | null;
  transaction: bigint;
  created_at: Date;
}

export type DeliveryState = 'pending' | 'succeeded' | 'dead';
export type ClosedReason = 'declined' | 'taken_back' | 'endpoint_deleted';

export interface DeliveryRow {
  game_id: string;
  id: string;
  event_id: string;
  event_type: string;
  endpoint_id: string | null;
  subject_id: string;
  order_id: string | null;
  /** The whole body, where its webhook is told in an older version; null: that of the event. */
  head: Buffer | null;
  tail: Buffer;
  state: DeliveryState;
  attempts: number;
  round: number;
  /** It has succeeded and is being sent again, or was. */
  has_succeeded: boolean;
  next_at: Date;
  lease_token: string | null;
  is_waiting: boolean;
  /** Kept back while its endpoint does not answer. */
  is_held: boolean;
  /** Sent as a line of a batch: collected until it has one, then that batch's end is its own. */
  is_batched: boolean;
  batch_id: string | null;
  closed_reason: ClosedReason | null;
  last_status: number | null;
  last_error: string | null;
  created_at: Date;
  ended_at: Date | null;
}

export interface AttemptRow {
  game_id: string;
  id: string;
  delivery_id: string;
  number: number;
  started_at: Date;
  duration_ms: number;
  status: number | null;
  error_class: string | null;
  error_text: string | null;
  response_body: string | null;
  is_response_cut: boolean;
}

export interface EndpointHealthRow {
  game_id: string;
  endpoint_id: string;
  failing_since: Date;
  failed_attempts: number;
  /** Without an answer, or answered 429 or 5xx, one after the other. */
  silent_attempts: number;
  openings: number;
  open_until: Date | null;
  probe_token: string | null;
}

export interface EndpointPaceRow {
  game_id: string;
  endpoint_id: string;
  /** What its bucket held at `at`. */
  tokens: number;
  at: Date;
}

export interface PacedClaimRow {
  game_id: string;
  endpoint_id: string;
  lease_token: string;
  under_way: number;
  until: Date;
}

export interface BatchRow {
  game_id: string;
  id: string;
  endpoint_id: string;
  ready_delivery_id: string;
  /** Its lines, in their order. */
  delivery_ids: string[];
  created_at: Date;
  downloads: number;
  first_downloaded_at: Date | null;
  last_downloaded_at: Date | null;
}

export interface BatchLinkRow {
  game_id: string;
  batch_id: string;
  token_hash: string;
  /** By batch.ready; the others were made by the API. */
  is_told: boolean;
  expires_at: Date;
  created_at: Date;
}

/** How long a grant waits that its game could acknowledge. */
export interface GrantWaitRow {
  game_id: string;
  grant_id: string;
  waited_seconds: number;
  counted_at: Date;
  is_counting: boolean;
  alarmed_at: Date | null;
  told_at: Date | null;
}

const id = { game_id: { type: 'text', primary: true }, id: { type: 'text', primary: true } } as const;

export const AggregateRows = new EntitySchema<AggregateRow>({
  name: 'WebhookAggregateRow', schema: 'webhooks', tableName: 'aggregate',
  columns: {
    game_id: { type: 'text', primary: true }, aggregate_id: { type: 'text', primary: true }, last_sequence: { type: 'bigint' }, sent: { type: 'jsonb', default: {} }, sent_before: { type: 'jsonb', default: {} },
    withdrawn: { type: 'boolean', default: false },
  },
});

export const EventRows = new EntitySchema<EventRow>({
  name: 'WebhookEventRow', schema: 'webhooks', tableName: 'event',
  columns: {
    ...id, type: { type: 'text' }, aggregate_type: { type: 'text' }, aggregate_id: { type: 'text' }, sequence: { type: 'bigint' }, subject_id: { type: 'text' }, order_id: { type: 'text', nullable: true },
    idempotency_key: { type: 'text' }, head: { type: 'bytea' }, context: { type: 'jsonb', nullable: true }, traceparent: { type: 'text', nullable: true }, transaction: { type: 'bigint', default: () => 'pg_current_xact_id()::text::bigint' }, created_at: { type: 'timestamptz', createDate: true },
  },
});

export const DeliveryRows = new EntitySchema<DeliveryRow>({
  name: 'WebhookDeliveryRow', schema: 'webhooks', tableName: 'delivery',
  columns: {
    ...id, event_id: { type: 'text' }, event_type: { type: 'text' }, endpoint_id: { type: 'text', nullable: true }, subject_id: { type: 'text' }, order_id: { type: 'text', nullable: true }, head: { type: 'bytea', nullable: true }, tail: { type: 'bytea' },
    state: { type: 'text', default: 'pending' }, attempts: { type: 'int', default: 0 }, round: { type: 'int', default: 0 }, has_succeeded: { type: 'boolean', default: false }, next_at: { type: 'timestamptz', default: () => 'now()' }, lease_token: { type: 'text', nullable: true },
    is_waiting: { type: 'boolean', default: false }, is_held: { type: 'boolean', default: false }, is_batched: { type: 'boolean', default: false }, batch_id: { type: 'text', nullable: true }, closed_reason: { type: 'text', nullable: true }, last_status: { type: 'int', nullable: true }, last_error: { type: 'text', nullable: true },
    created_at: { type: 'timestamptz', createDate: true }, ended_at: { type: 'timestamptz', nullable: true },
  },
});

export const AttemptRows = new EntitySchema<AttemptRow>({
  name: 'WebhookAttemptRow', schema: 'webhooks', tableName: 'attempt',
  columns: {
    ...id, delivery_id: { type: 'text' }, number: { type: 'int' }, started_at: { type: 'timestamptz' }, duration_ms: { type: 'int' }, status: { type: 'int', nullable: true },
    error_class: { type: 'text', nullable: true }, error_text: { type: 'text', nullable: true }, response_body: { type: 'text', nullable: true }, is_response_cut: { type: 'boolean' },
  },
});

export const EndpointHealthRows = new EntitySchema<EndpointHealthRow>({
  name: 'EndpointHealthRow', schema: 'webhooks', tableName: 'endpoint_health',
  columns: { game_id: { type: 'text', primary: true }, endpoint_id: { type: 'text', primary: true }, failing_since: { type: 'timestamptz' }, failed_attempts: { type: 'int' },
    silent_attempts: { type: 'int', default: 0 }, openings: { type: 'int', default: 0 }, open_until: { type: 'timestamptz', nullable: true }, probe_token: { type: 'text', nullable: true } },
});

export const EndpointPaceRows = new EntitySchema<EndpointPaceRow>({
  name: 'EndpointPaceRow', schema: 'webhooks', tableName: 'endpoint_pace',
  columns: { game_id: { type: 'text', primary: true }, endpoint_id: { type: 'text', primary: true }, tokens: { type: 'float8' }, at: { type: 'timestamptz' } },
});

export const PacedClaimRows = new EntitySchema<PacedClaimRow>({
  name: 'PacedClaimRow', schema: 'webhooks', tableName: 'paced_claim',
  columns: { game_id: { type: 'text', primary: true }, endpoint_id: { type: 'text', primary: true }, lease_token: { type: 'text', primary: true }, under_way: { type: 'int' }, until: { type: 'timestamptz' } },
});

export const BatchRows = new EntitySchema<BatchRow>({
  name: 'WebhookBatchRow', schema: 'webhooks', tableName: 'batch',
  columns: {
    ...id, endpoint_id: { type: 'text' }, ready_delivery_id: { type: 'text' }, delivery_ids: { type: 'text', array: true }, created_at: { type: 'timestamptz', createDate: true }, downloads: { type: 'int', default: 0 },
    first_downloaded_at: { type: 'timestamptz', nullable: true }, last_downloaded_at: { type: 'timestamptz', nullable: true },
  },
});

export const BatchLinkRows = new EntitySchema<BatchLinkRow>({
  name: 'WebhookBatchLinkRow', schema: 'webhooks', tableName: 'batch_link',
  columns: {
    game_id: { type: 'text', primary: true }, batch_id: { type: 'text', primary: true }, token_hash: { type: 'text', primary: true }, is_told: { type: 'boolean' }, expires_at: { type: 'timestamptz' },
    created_at: { type: 'timestamptz', createDate: true },
  },
});

export const GrantWaitRows = new EntitySchema<GrantWaitRow>({
  name: 'WebhookGrantWaitRow', schema: 'webhooks', tableName: 'grant_wait',
  columns: {
    game_id: { type: 'text', primary: true }, grant_id: { type: 'text', primary: true }, waited_seconds: { type: 'int' }, counted_at: { type: 'timestamptz' }, is_counting: { type: 'boolean' },
    alarmed_at: { type: 'timestamptz', nullable: true }, told_at: { type: 'timestamptz', nullable: true },
  },
});
