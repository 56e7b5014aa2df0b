import { EntitySchema } from 'typeorm';
import type { FulfillmentMode } from '../contracts/queries.js';

/** `requested`: by the studio. `gone`: it answered 410. `failing`: it took nothing for days. */
export type DisabledReason = 'requested' | 'gone' | 'failing';

export interface EndpointRow {
  game_id: string;
  id: string;
  environment: 'sandbox' | 'live';
  url: string;
  method: 'GET' | 'POST';
  description: string | null;
  events: string[];
  enabled: boolean;
  disabled_reason: DisabledReason | null;
  disabled_at: Date | null;
  enabled_logs: boolean;
  player_context_enabled: boolean | null;
  ordered: boolean;
  max_per_second: number | null;
  max_concurrency: number | null;
  batch_mode: boolean;
  batch_max_seconds: number;
  batch_max_events: number;
  /** The version in which it is told of events. */
  api_version: string;
  /** A live endpoint whose server has not answered a challenge at this address. */
  unverified_since: Date | null;
  /** Why the last challenge was not answered. */
  challenge_error: string | null;
  signature_scheme: 'standard-webhooks' | 'timestamped-hmac';
  signature_header: string | null;
  timestamp_header: string | null;
  created_at: Date;
  modified_at: Date | null;
}

export interface SecretRow {
  game_id: string;
  id: string;
  endpoint_id: string;
  sealed: Buffer;
  hint: string;
  created_at: Date;
  expires_at: Date | null;
}

export interface SigningKeyRow {
  game_id: string;
  endpoint_id: string;
  sealed: Buffer;
  /** `whpk_…` */
  public_key: string;
  created_at: Date;
}

export interface BindingRow {
  game_id: string;
  event_type: string;
  endpoint_id: string;
  enabled: boolean;
}

export interface PlayerVerificationRow {
  game_id: string;
  player_id: string;
  answer: Record<string, unknown>;
  verified_at: Date;
  expires_at: Date;
}

export const EndpointRows = new EntitySchema<EndpointRow>({
  name: 'EndpointRow', schema: 'game_servers', tableName: 'endpoint',
  columns: {
    game_id: { type: 'text', primary: true }, id: { type: 'text', primary: true }, environment: { type: 'text' }, url: { type: 'text' }, method: { type: 'text' },
    description: { type: 'text', nullable: true }, events: { type: 'text', array: true }, enabled: { type: 'boolean' }, disabled_reason: { type: 'text', nullable: true }, disabled_at: { type: 'timestamptz', nullable: true }, enabled_logs: { type: 'boolean' },
    player_context_enabled: { type: 'boolean', nullable: true }, ordered: { type: 'boolean', default: false }, max_per_second: { type: 'int', nullable: true }, max_concurrency: { type: 'int', nullable: true },
    batch_mode: { type: 'boolean', default: false }, batch_max_seconds: { type: 'int', default: 60 }, batch_max_events: { type: 'int', default: 1_000 }, api_version: { type: 'text', default: '2026-11-01' }, unverified_since: { type: 'timestamptz', nullable: true }, challenge_error: { type: 'text', nullable: true }, signature_scheme: { type: 'text' }, signature_header: { type: 'text', nullable: true },
    timestamp_header: { type: 'text', nullable: true }, created_at: { type: 'timestamptz', createDate: true }, modified_at: { type: 'timestamptz', nullable: true },
  },
});

export const SecretRows = new EntitySchema<SecretRow>({
  name: 'EndpointSecretRow', schema: 'game_servers', tableName: 'secret',
  columns: {
    game_id: { type: 'text', primary: true }, id: { type: 'text', primary: true }, endpoint_id: { type: 'text' }, sealed: { type: 'bytea' }, hint: { type: 'text' },
    created_at: { type: 'timestamptz', createDate: true }, expires_at: { type: 'timestamptz', nullable: true },
  },
});

export const SigningKeyRows = new EntitySchema<SigningKeyRow>({
  name: 'EndpointSigningKeyRow', schema: 'game_servers', tableName: 'signing_key',
  columns: { game_id: { type: 'text', primary: true }, endpoint_id: { type: 'text', primary: true }, sealed: { type: 'bytea' }, public_key: { type: 'text' }, created_at: { type: 'timestamptz', createDate: true } },
});

export const BindingRows = new EntitySchema<BindingRow>({
  name: 'EndpointBindingRow', schema: 'game_servers', tableName: 'binding',
  columns: { game_id: { type: 'text', primary: true }, event_type: { type: 'text', primary: true }, endpoint_id: { type: 'text', primary: true }, enabled: { type: 'boolean' } },
});

export const PlayerVerificationRows = new EntitySchema<PlayerVerificationRow>({
  name: 'PlayerVerificationRow', schema: 'game_servers', tableName: 'player_verification',
  columns: {
    game_id: { type: 'text', primary: true }, player_id: { type: 'text', primary: true }, answer: { type: 'jsonb' }, verified_at: { type: 'timestamptz' }, expires_at: { type: 'timestamptz' },
  },
});

export interface FulfillmentRow {
  game_id: string;
  mode: FulfillmentMode;
  modified_at: Date;
}

export const FulfillmentRows = new EntitySchema<FulfillmentRow>({
  name: 'FulfillmentRow', schema: 'game_servers', tableName: 'fulfillment',
  columns: { game_id: { type: 'text', primary: true }, mode: { type: 'text' }, modified_at: { type: 'timestamptz' } },
});
