import type { CheckoutState, CheckoutView } from '#sales/checkout/queries';
import type { Locale } from '../messages/messages.js';

/** What the server hands to the checkout's script; the page is drawn from the same. */
export interface CheckoutSession {
  view: CheckoutView;
  secret: string;
  locale: Locale;
  /** Name of the player, as the game said it. */
  playerName: string | null;
  countries: { code: string; name: string }[];
  accent: string;
  scheme: 'dark' | 'light';
  /** Where the store is when the order names no place to go back to. */
  storeUrl: string | null;
  /** Arrived from the page of a bank or wallet. */
  hasReturned: boolean;
  /** Unix seconds of the server. */
  now: number;
  /** Who sells where the studio does not do so itself. */
  operator: string;
  /** Its terms of sale: where the studio sells, they are not the contract's. */
  termsUrl: string | null;
}

export type Field = 'email' | 'country' | 'region' | 'postcode';
/** In the order in which they stand. */
export const FIELDS: readonly Field[] = ['email', 'country', 'region', 'postcode'];
export type Faults = Partial<Record<Field, string>>;
/** What stands in the fields. */
export type Typed = Record<Field, string>;

/** A total as it stands on the page. */
export interface SeenTotal {
  minor: number;
  currency: string;
  display: string;
}

/** What is told to the server; members left out stay. */
export interface PlaceChange {
  email?: string;
  country?: string;
  region?: string;
  postcode?: string;
  business?: CheckoutView['business']['told'];
}

/** After this long without the game's word the page says "paid, on its way". */
export const PATIENCE_SECONDS = 30;

const WATCHED: ReadonlySet<CheckoutState> = new Set(['processing', 'paid_waiting', 'claimable', 'refund_requested']);

/** Whether the page has something to wait for. */
export const isWatched = (state: CheckoutState): boolean => WATCHED.has(state);

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@.]{2,}$/;

export const isEmail = (text: string): boolean => text.length <= 254 && EMAIL.test(text);

/** Whether a postcode is written as its country writes it: capitals, no spaces. */
export function isPostcode(text: string, pattern: string | null): boolean {
  const plain = text.replace(/\s/g, '').toUpperCase();
  if (!plain) return false;
  return pattern ? new RegExp(`^(?:${pattern})$`, 'i').test(plain) : true;
}

/** A view as a process has told it: one of a build before this knows of no wallets, and of no studio that sells itself. */
export type ToldView = Omit<CheckoutView, 'wallets' | 'seller'> & Partial<Pick<CheckoutView, 'wallets' | 'seller'>>;

export const wholeView = (told: ToldView): CheckoutView => ({ ...told, wallets: told.wallets ?? [], seller: told.seller ?? null });

/** The fields as the server knows them. */
export function typedOf({ email, place }: CheckoutView): Typed {
  return { email: email ?? '', country: place.country ?? '', region: place.region ?? '', postcode: place.postcode ?? '' };
}

/**
 * The fields after the server told more: those that the player has not touched follow it, and another country brings its own region and postcode. `asked` is what
 * stood in them when the server was asked.
 */
export function followed(typed: Typed, asked: Typed, before: CheckoutView, after: CheckoutView): Typed {
  const [was, is] = [typedOf(before), typedOf(after)];
  const follow = (field: Field): string => (typed[field] === was[field] && typed[field] === asked[field] ? is[field] : typed[field]);
  const moved = was.country !== is.country;
  return { email: follow('email'), country: follow('country'), region: moved ? is.region : follow('region'), postcode: moved ? is.postcode : follow('postcode') };
}

/** One word for the place that stands in the fields. */
export const placeKey = ({ country, region, postcode }: Typed): string => `${country}|${region}|${postcode.trim()}`;

/** What of the fields the server does not know yet, as far as it is well formed. A place that it has refused is not told again. */
export function unsaved({ email, place }: CheckoutView, typed: Typed, refusedPlace: string | null): PlaceChange {
  const [address, postcode] = [typed.email.trim(), typed.postcode.trim()];
  const told: PlaceChange = isEmail(address) && address !== email ? { email: address } : {};
  if (!typed.country || placeKey(typed) === refusedPlace) return told;
  if (typed.country !== place.country) return { ...told, country: typed.country };
  if (place.needs.region && typed.region && typed.region !== place.region) told.region = typed.region;
  if (place.needs.postcode && isPostcode(postcode, place.postcode_pattern) && postcode !== place.postcode) told.postcode = postcode;
  return told;
}

/** What still has to be filled in before the button can do anything. */
export function gaps({ place }: CheckoutView, typed: Typed): Field[] {
  const found: Field[] = [];
  if (!isEmail(typed.email.trim())) found.push('email');
  if (!typed.country) found.push('country');
  if (typed.country !== place.country) return found;
  if (place.needs.region && !typed.region) found.push('region');
  if (place.needs.postcode && !isPostcode(typed.postcode, place.postcode_pattern)) found.push('postcode');
  return found;
}

/** The total of the place that stands in the fields; null while it is not known, so that nobody reads the total of another place as hers. */
export function totalOf({ amounts, place }: CheckoutView, typed: Typed): SeenTotal | null {
  if (!amounts?.tax || place.missing.length > 0 || place.refusal_code !== null) return null;
  const isSaved = typed.country === place.country && (!place.needs.region || typed.region === place.region) && (!place.needs.postcode || typed.postcode.trim() === place.postcode);
  return isSaved ? { minor: amounts.total.minor, currency: amounts.currency, display: amounts.total.display } : null;
}

/** Whether e-mail and place were known when the page opened: then nothing is left to ask but how to pay. */
export function isPrefilled(view: CheckoutView): boolean {
  const typed = typedOf(view);
  return gaps(view, typed).length === 0 && totalOf(view, typed) !== null;
}

/** Where the page leads by itself once everything is granted, and after how long; null when it stays. */
export function redirectOf(view: CheckoutView): { href: string; afterMs: number } | null {
  const settings = view.redirect_settings as { mode?: string; delay_seconds?: number; target?: string } | null;
  if (!settings || (settings.mode !== 'immediate' && settings.mode !== 'delayed')) return null;
  const href = settings.target === 'store' ? view.links.back_to_store_url : view.links.back_to_game_url;
  return href ? { href, afterMs: settings.mode === 'immediate' ? 0 : (settings.delay_seconds ?? 5) * 1000 } : null;
}

/** A link that may stand in a page: http(s), a path of ours, or a deep link; never a script. */
export function safeLink(href: string | null): string | null {
  return href && !/^\s*(javascript|data|vbscript|blob|file):/i.test(href) ? href : null;
}
