import { EntitySchema } from 'typeorm';

export interface ApiKeyRow {
  game_id: string;
  id: string;
  studio_id: string;
  name: string;
  environment: 'sandbox' | 'live';
  scopes: string[];
  key_hash: string;
  /** The last four characters, to tell keys apart. */
  key_hint: string;
  /** The member who made it, or made the key that made it; null where nobody of the studio did. */
  made_by_member: string | null;
  /** The version of the Studio API that it is pinned to; null follows the game. */
  api_version: string | null;
  /** Version → Unix seconds of its last use, exact to a minute. */
  used_versions: Record<string, number>;
  created_at: Date;
  last_used_at: Date | null;
  expires_at: Date | null;
  revoked_at: Date | null;
}

export const ApiKeyRows = new EntitySchema<ApiKeyRow>({
  name: 'ApiKeyRow', schema: 'access', tableName: 'api_key',
  columns: {
    game_id: { type: 'text', primary: true }, id: { type: 'text', primary: true }, studio_id: { type: 'text' }, name: { type: 'text' }, environment: { type: 'text' }, scopes: { type: 'text', array: true },
    key_hash: { type: 'text' }, key_hint: { type: 'text' }, made_by_member: { type: 'text', nullable: true }, api_version: { type: 'text', nullable: true }, used_versions: { type: 'jsonb', default: '{}' }, created_at: { type: 'timestamptz', createDate: true }, last_used_at: { type: 'timestamptz', nullable: true },
    expires_at: { type: 'timestamptz', nullable: true }, revoked_at: { type: 'timestamptz', nullable: true },
  },
});
