import { EntitySchema } from 'typeorm';

export interface HubUserRow {
  game_id: string;
  id: string;
  player_id: string | null;
  name: string | null;
  avatar_url: string | null;
  created_at: Date;
  modified_at: Date | null;
}

export interface SessionRow {
  game_id: string;
  id: string;
  token_hash: string;
  user_id: string;
  player_id: string;
  assurance: 'player_id' | 'verified';
  created_at: Date;
  expires_at: Date;
}

export interface OneTimeTokenRow {
  game_id: string;
  token_hash: string;
  kind: 'login' | 'handoff';
  player_id: string | null;
  user_id: string | null;
  nonce: string | null;
  redirect_path: string | null;
  name: string | null;
  avatar_url: string | null;
  created_at: Date;
  expires_at: Date;
  used_at: Date | null;
}

const optional = { type: 'text', nullable: true } as const;
const required = { type: 'text' } as const;
const primary = { type: 'text', primary: true } as const;
const instant = { type: 'timestamptz' } as const;
const created = { type: 'timestamptz', createDate: true } as const;
const maybe = { type: 'timestamptz', nullable: true } as const;

export const HubUserRows = new EntitySchema<HubUserRow>({
  name: 'HubUserRow', schema: 'sign_in', tableName: 'hub_user',
  columns: { game_id: primary, id: primary, player_id: optional, name: optional, avatar_url: optional, created_at: created, modified_at: maybe },
});

export const SessionRows = new EntitySchema<SessionRow>({
  name: 'SessionRow', schema: 'sign_in', tableName: 'session',
  columns: { game_id: primary, id: primary, token_hash: required, user_id: required, player_id: required, assurance: required, created_at: created, expires_at: instant },
});

export const OneTimeTokenRows = new EntitySchema<OneTimeTokenRow>({
  name: 'OneTimeTokenRow', schema: 'sign_in', tableName: 'one_time_token',
  columns: {
    game_id: primary, token_hash: primary, kind: required, player_id: optional, user_id: optional, nonce: optional, redirect_path: optional, name: optional, avatar_url: optional,
    created_at: created, expires_at: instant, used_at: maybe,
  },
});
