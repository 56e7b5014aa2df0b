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
}

export type Field = 'email' | 'country' | 'region' | 'postcode';
export type Faults = Partial<Record<Field, string>>;

/** After this long without the game's word the page says "paid, on its way". */
export const PATIENCE_SECONDS = 30;

const WATCHED: ReadonlySet<CheckoutState> = new Set(['processing', 'paid_waiting', 'refund_requested']);

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

/** What still has to be filled in before the button can do anything. */
export function gaps(view: CheckoutView, typed: { email: string; region: string; postcode: string }): Field[] {
  const { needs, postcode_pattern, country } = view.place;
  const found: Field[] = [];
  if (!isEmail(typed.email.trim())) found.push('email');
  if (!country) found.push('country');
  if (needs.region && !typed.region) found.push('region');
  if (needs.postcode && !isPostcode(typed.postcode, postcode_pattern)) found.push('postcode');
  return found;
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
