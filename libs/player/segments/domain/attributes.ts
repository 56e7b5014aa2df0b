import type { PlayerView } from '#player/players/queries';
import type { Maybe, ValueType } from './language.js';

/** What is known when a player is looked at. */
export interface Facts {
  /** Null: nobody has told us of her yet. */
  player: PlayerView | null;
  /** Unix seconds. */
  now: number;
  /** Slugs of the segments that she is in already. */
  segments: readonly string[];
}

export interface Attribute {
  name: string;
  type: ValueType;
  what: string;
  /** `told`: a member of the player's `attributes`, as the game tells it. `known`: what we know of her ourselves. */
  source: 'told' | 'known';
  /** Where only these can be: a comparison with another text is refused. */
  values?: readonly string[];
  read(facts: Facts): Maybe;
}

export type CustomType = 'number' | 'date' | 'string' | 'boolean' | 'list';
export interface CustomAttribute {
  name: string;
  type: CustomType;
}

/** A value that is not of the type is taken for none: what a game tells of custom attributes is any JSON, and what every object inherits (`constructor`) is of no type. */
export function ofType(type: ValueType, value: unknown): Maybe {
  if (type === 'number') return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
  if (type === 'date') return typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined;
  if (type === 'string') return typeof value === 'string' ? value : undefined;
  if (type === 'boolean') return typeof value === 'boolean' ? value : undefined;
  const of = type === 'strings' ? 'string' : 'number';
  return Array.isArray(value) && value.every((each) => typeof each === of) ? (value as string[]) : undefined;
}

const member = (object: Record<string, unknown> | undefined, name: string): unknown => object?.[name];

function told(name: string, type: ValueType, what: string, values?: readonly string[]): Attribute {
  return { name, type, what, source: 'told', ...(values ? { values } : {}), read: ({ player }) => ofType(type, member(player?.attributes, name)) };
}

function known(name: string, type: ValueType, what: string, read: Attribute['read'], values?: readonly string[]): Attribute {
  return { name, type, what, source: 'known', ...(values ? { values } : {}), read };
}

const MARKETPLACES = ['none', 'app_store', 'google_play', 'hub', 'other', 'one_store', 'galaxy_store'];

/** Consents are kept as they were told: by the purpose, with when they were given and taken back. */
function hasConsented(player: PlayerView): boolean | undefined {
  const email = member(player.marketing_consent, 'email') as { granted_at?: number | null; revoked_at?: number | null } | null | undefined;
  if (!email?.granted_at) return email ? false : undefined;
  return !(email.revoked_at && email.revoked_at >= email.granted_at);
}

export const ATTRIBUTES: readonly Attribute[] = [
  told('level', 'number', 'Level in the game'),
  told('platform', 'string', 'Where the game runs', ['any', 'ios', 'android', 'other']),
  told('marketplace', 'string', 'Where the game was installed from', MARKETPLACES),
  told('device_type', 'string', 'Whose device it is', ['Apple', 'Android', 'Unknown', 'Other']),
  told('tags', 'strings', '`tester`: a player of the studio itself'),
  told('soft_currency_amount', 'number', 'How much she has of what is earned by playing'),
  told('hard_currency_amount', 'number', 'How much she has of what is bought'),
  told('appsflyer_id', 'string', 'AppsFlyer: id of the installation'),
  told('appsflyer_customer_user_id', 'string', 'AppsFlyer: the game’s id of the user'),
  told('adjust_adid', 'string', 'Adjust: its id of the device'),
  told('singular_app_id', 'string', 'Singular: id of the app'),
  told('devtodev_appid', 'string', 'devtodev: id of the app'),
  told('ga4_client_id', 'string', 'Google Analytics: client of a website'),
  told('ga4firebase_app_instance_id', 'string', 'Google Analytics: instance of an app'),
  told('ga4_user_id', 'string', 'Google Analytics: the game’s id of the user'),
  told('saved_ach', 'boolean', 'Whether a bank account is saved for paying'),
  told('saved_card', 'boolean', 'Whether a card is saved for paying'),
  told('game_hub_last_sent_popup_unread', 'date', 'When the last popup was sent that was not read'),
  told('game_hub_last_sent_popup_read', 'date', 'When the last popup was read'),
  told('prev_last_active_at', 'date', 'When she was active before'),
  told('purchases_count', 'number', 'How often she has bought, as the game counts it'),
  told('is_pwa_installed', 'boolean', 'Whether the hub is installed as an app'),
  told('pwa_visit_at', 'date', 'Last visit of the installed hub'),
  told('pwa_install_at', 'date', 'When the hub was installed'),
  told('first_pwa_install_at', 'date', 'When the hub was installed for the first time'),
  known('subscriptions', 'strings', 'Names of the subscriptions that the game tells of', ({ player }) => {
    const all = member(player?.attributes, 'subscriptions');
    return typeof all === 'object' && all !== null ? Object.keys(all) : undefined;
  }),
  known('player_id', 'string', 'The game’s own id of her', ({ player }) => player?.player_id),
  known('name', 'string', 'As she is shown in the hub', ({ player }) => player?.name ?? undefined),
  known('country', 'string', 'ISO 3166-1', ({ player }) => player?.country ?? undefined),
  known('has_email', 'boolean', 'Whether an e-mail is known', ({ player }) => (player ? player.email !== null : undefined)),
  known('registration_marketplace', 'string', 'Where she came from', ({ player }) => player?.registration_marketplace ?? undefined, MARKETPLACES),
  known('banned', 'boolean', 'Whether she is banned', ({ player }) => player?.banned),
  known('email_consent', 'boolean', 'Whether she has agreed to mails and not taken it back', ({ player }) => (player ? hasConsented(player) : undefined)),
  known('created_at', 'date', 'When we first heard of her', ({ player }) => player?.created_at),
  known('segments', 'strings', 'Slugs of the segments that she is in. Stands alone on the left of `contains`, `not_contains`, `contains_any` or `contains_all`, with a text or list written out on the right', ({ segments }) => segments),
  known('now', 'date', 'The moment at which it is asked', ({ now }) => now),
];

export const BY_NAME: ReadonlyMap<string, Attribute> = new Map(ATTRIBUTES.map((each) => [each.name, each]));

export function customAttribute({ name, type }: CustomAttribute): Attribute {
  const valueType: ValueType = type === 'list' ? 'strings' : type;
  return { name, type: valueType, what: '', source: 'told', read: ({ player }) => ofType(valueType, member(player?.custom_attributes, name)) };
}

/** How much she has of a virtual currency, as the game last told it. */
export function balanceOf(sku: string): Attribute {
  return { name: sku, type: 'number', what: '', source: 'told', read: ({ player }) => player?.balances.find((each) => each.sku === sku)?.quantity };
}
