import { formatMoney, type CurrencyCode } from '#platform/kernel/currency';
import type { StorefrontItem } from '#store/offers/queries';
import type { Locale, Say } from '../messages/messages.js';
import type { SellingHere } from '../selling.js';

export const money = (minor: number, currency: string, locale: Locale): string => formatMoney(BigInt(minor), currency as CurrencyCode, locale);

/** The price of an item, or why there is none. What it says of tax stands beside it only where it is alone: a page of many says it once. */
export function Price({ item, selling, locale, say, isAlone = false }: { item: StorefrontItem; selling: SellingHere; locale: Locale; say: Say; isAlone?: boolean }) {
  if (selling.mode === 'never') return <p class="price none">{say('not_sold')}</p>;
  if (selling.mode === 'not_yet' || !item.price) return <p class="price none">{say('not_sold_yet')}</p>;
  const { amount_minor, before_discount_minor, currency } = item.price;
  const before = money(before_discount_minor, currency, locale);
  return (
    <p class="price">
      <strong>{money(amount_minor, currency, locale)}</strong>
      {before_discount_minor > amount_minor ? <s><span class="sr">{say('was', { price: '' })}</span>{before}</s> : null}
      {isAlone && selling.priceNote ? <span class="price-note">{selling.priceNote}</span> : null}
    </p>
  );
}

/** "2 days", "5 hours", "40 minutes": the largest unit that fits. */
export function timeLeft(seconds: number, say: Say): string {
  if (seconds >= 86_400) return say('days', { count: Math.floor(seconds / 86_400) });
  if (seconds >= 3_600) return say('hours', { count: Math.floor(seconds / 3_600) });
  return say('minutes', { count: Math.max(1, Math.floor(seconds / 60)) });
}
