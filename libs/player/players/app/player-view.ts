import { unixSeconds, unixSecondsOrNull } from '#platform/kernel/clock';
import type { PlayerView } from '../contracts/queries.js';
import type { PlayerRow } from '../infra/rows.js';

export function playerView(row: PlayerRow): PlayerView {
  return {
    id: row.id, player_id: row.player_id, name: row.name, email: row.email, country: row.country, avatar_url: row.avatar_url,
    banned: row.banned, banned_reason: row.banned_reason, attributes: row.attributes, custom_attributes: row.custom_attributes,
    custom_attributes_from_deeplink: row.custom_attributes_from_deeplink, segments: row.segments, registration_marketplace: row.registration_marketplace,
    balances: Object.entries(row.balances).map(([sku, quantity]) => ({ sku, quantity })), marketing_consent: row.marketing_consent,
    created_at: unixSeconds(row.created_at), modified_at: unixSecondsOrNull(row.modified_at),
  };
}
