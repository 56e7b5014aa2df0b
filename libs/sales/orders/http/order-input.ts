import { isIP } from 'node:net';
import { Invalid } from '#platform/kernel/errors';
import type { ToldOfPlayer } from '../app/place-order.flow.js';
import type { NewOrder } from '../contracts/commands.js';
import { refuseNotYet } from './not-yet.js';
import type { OrderCreate } from './order-create.dto.js';

/** 422 `orders.field_refused`: can be read, and cannot be meant. */
class FieldRefused extends Invalid {
  constructor(field: string, msg: string, type: string) {
    super('orders.field_refused', `${field}: ${msg}`, { errors: [{ loc: ['body', field], msg, type }] });
  }
}

const METADATA_KEYS_MAX = 50;
const METADATA_VALUE_MAX = 1_024;
const FREE_OBJECT_BYTES_MAX = 32_768;
/** Schemes that would run something in the page that shows the link. */
const UNSAFE_SCHEMES = /^(javascript|data|vbscript|file|blob|about|filesystem|view-source):/i;

/** What a studio asks for, as the order takes it. @throws FieldNotYetSupported, FieldRefused */
export function newOrderOf(body: OrderCreate): NewOrder {
  refuseNotYet('create_order', body);
  if (body.ip_address !== undefined && isIP(body.ip_address) === 0) throw new FieldRefused('ip_address', 'must be an IPv4 or IPv6 address', 'isIp');
  return {
    source: 's2s', player_id: body.player_id, email: body.email ?? null, country: body.country ?? null, country_source: 'studio', country_locked: body.country_locked ?? false,
    lines: body.items.map((item) => ({
      sku: item.sku, quantity: item.quantity ?? 1, store_key: item.store_key ?? null, name: item.name ?? null, description: item.description ?? null, image_url: item.image_url || null,
    })),
    locale: body.locale ?? null, platform: body.platform ?? null, price_decimal: decimalOf(body.price_decimal), currency: body.currency ?? null,
    currency_preferred: body.currency_preferred ?? false, discount_percent: body.discount_percent ?? null, price_template_id: body.price_template_id ?? null,
    expires_at: body.expires_at ?? null, player_info: bounded('player_info', body.player_info as Record<string, unknown> | undefined), metadata: metadataOf(body.metadata),
    redirect_settings: (body.redirect_settings as Record<string, unknown> | undefined) ?? null, ui_settings: (body.ui_settings as Record<string, unknown> | undefined) ?? null,
    ip_address: body.ip_address ?? null, user_agent: body.user_agent ?? null, return_url: linkOf('return_url', body.return_url),
    back_to_game_url: linkOf('back_to_game_url', body.back_to_game_url), back_to_store_url: webLinkOf('back_to_store_url', body.back_to_store_url),
    payment_methods_enabled: body.payment_methods_enabled ?? null, business: body.business ?? null, coupons_enabled: body.coupons_enabled ?? null,
    eligible_for_reward_points: body.eligible_for_reward_points ?? null, eligible_for_loyalty_points: body.eligible_for_loyalty_points ?? null,
  };
}

/** What the order tells of its player. */
export function playerFactsOf(body: OrderCreate): ToldOfPlayer {
  const info = body.player_info;
  return {
    ...(info?.name !== undefined ? { name: info.name } : {}), ...(info?.avatar_url !== undefined ? { avatar_url: info.avatar_url } : {}),
    ...(info?.attributes !== undefined ? { attributes: { ...info.attributes } } : {}), ...(info?.custom_attributes !== undefined ? { custom_attributes: info.custom_attributes } : {}),
  };
}

/** The shortest decimal that reads back as the number that was sent: exact for everything a person would write. */
function decimalOf(price: number | null | undefined): string | null {
  if (price === null || price === undefined) return null;
  const text = String(price);
  if (!/^\d+(\.\d+)?$/.test(text)) throw new FieldRefused('price_decimal', 'has more digits than any currency', 'decimal');
  return text;
}

function metadataOf(metadata: Record<string, unknown> | undefined): Record<string, string> | null {
  if (metadata === undefined) return null;
  const entries = Object.entries(metadata);
  if (entries.length > METADATA_KEYS_MAX) throw new FieldRefused('metadata', `must hold at most ${METADATA_KEYS_MAX} keys`, 'maxProperties');
  for (const [key, value] of entries) {
    if (typeof value !== 'string' || value.length > METADATA_VALUE_MAX || key.length > 255 || value.includes('\0')) {
      throw new FieldRefused('metadata', `must hold strings of at most ${METADATA_VALUE_MAX} characters`, 'isString');
    }
  }
  return metadata as Record<string, string>;
}

function bounded(field: string, value: Record<string, unknown> | undefined): Record<string, unknown> | null {
  if (value === undefined) return null;
  const text = JSON.stringify(value);
  if (Buffer.byteLength(text) > FREE_OBJECT_BYTES_MAX || text.includes('\\u0000')) throw new FieldRefused(field, `must be at most ${FREE_OBJECT_BYTES_MAX} bytes of text`, 'maxBytes');
  return value;
}

/** A web address or a link into the game (`mygame://shop`), never something that runs. */
function linkOf(field: string, link: string | undefined): string | null {
  if (link === undefined || link === '') return null;
  if (!/^[a-z][a-z0-9+.-]*:\S+$/i.test(link) || UNSAFE_SCHEMES.test(link)) throw new FieldRefused(field, 'must be a web address or a link into the game', 'isUrl');
  return link;
}

function webLinkOf(field: string, link: string | undefined): string | null {
  if (link === undefined) return null;
  if (!/^https?:\/\/\S+$/i.test(link) || !URL.canParse(link)) throw new FieldRefused(field, 'must be a web address', 'isUrl');
  return link;
}
