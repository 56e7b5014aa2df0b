import type { StorefrontItem, StorefrontStore } from '#store/offers/queries';
import { ItemArt } from '../art.js';
import { lookOf } from '../art/look.js';
import type { Locale } from '../messages/messages.js';
import type { SellingHere } from '../selling.js';
import type { Visit } from '../visits.js';
import { Price, timeLeft } from './price.js';

/** A shelf is divided by category from this many items on. */
const DIVIDED_FROM = 9;
/** Filters are a matter of the style sheet, which knows this many. */
const FILTERS_MAX = 8;

const amountFormats: Record<Locale, Intl.NumberFormat> = { en: new Intl.NumberFormat('en'), de: new Intl.NumberFormat('de') };

/** How much the card boasts: the first grant of a pack, e.g. "×550". */
function amountOf(item: StorefrontItem): number {
  return item.type === 'bundle' || item.type === 'lootbox' ? 1 : (item.grants[0]?.quantity ?? 1);
}

/** What is in a bundle, for its picture. */
export const contentsOf = (item: StorefrontItem): string[] => item.grants.flatMap((grant) => grant.nested_items?.map(({ sku }) => sku) ?? []);

/** The word on an item's picture: the studio's own, else what its discount or bonus says. */
export function badgeOf(item: StorefrontItem, { say, word }: Visit): string | null {
  if (item.badge) return word(item.badge);
  if (item.discount_percent > 0) return say('discount', { percent: item.discount_percent });
  const [order, bonus] = ['order', 'bonus'].map((source) => item.grants.find((grant) => grant.source === source)?.quantity ?? 0) as [number, number];
  return bonus > 0 && order > 0 ? say('bonus', { percent: Math.floor((bonus * 100) / order) }) : null;
}

const frames = new WeakMap<StorefrontItem, string>();

/** Drawn pictures have a frame that goes with what they show; a studio's own need none. */
export function frameOf(item: StorefrontItem): string {
  const frame = frames.get(item) ?? (item.image_url ? '' : ` g${lookOf(item.sku, item.type).grade}`);
  // All visitors are handed the same items.
  frames.set(item, frame);
  return frame;
}

interface CardProps {
  item: StorefrontItem;
  visit: Visit;
  selling: SellingHere;
  level: 3 | 4;
  isWide?: boolean;
  isFirst?: boolean;
}

function Card({ item, visit, selling, level, isWide = false, isFirst = false }: CardProps) {
  const { say, base, locale } = visit;
  const badge = badgeOf(item, visit);
  const amount = amountOf(item);
  const Heading = `h${level}` as const;
  return (
    <li class={`card${isWide ? ' wide-card' : ''}${frameOf(item)}`}>
      <div class="card-art">
        <ItemArt sku={item.sku} type={item.type} name={item.name} picture={item.image_url} contents={contentsOf(item)} isFirst={isFirst} />
        {badge ? <span class="badge">{badge}</span> : null}
        {amount > 1 ? <span class="amount" aria-hidden="true">×{amountFormats[locale].format(amount)}</span> : null}
      </div>
      <div class="card-text">
        <Heading><a class="cover" href={`${base}/items/${item.store_item_id}`}>{item.name}</a></Heading>
        {isWide && item.description ? <p class="muted clamp">{item.description}</p> : null}
        <Price item={item} selling={selling} locale={locale} say={say} />
      </div>
    </li>
  );
}

interface Part {
  id: string;
  name: string;
  items: StorefrontItem[];
}

/** The items of a shelf by category, in the order of the categories; what stands in none comes last. Null: the shelf is not divided. */
export function partsOfShelf({ items }: StorefrontStore, rest: string): Part[] | null {
  if (items.length < DIVIDED_FROM) return null;
  const parts = new Map<string, Part & { position: number }>();
  for (const item of items) {
    const { id, name, position } = item.category ?? { id: 'rest', name: rest, position: Number.MAX_SAFE_INTEGER };
    const part = parts.get(id) ?? { id, name, position, items: [] };
    part.items.push(item);
    parts.set(id, part);
  }
  if (parts.size < 2 || parts.size > FILTERS_MAX) return null;
  return [...parts.values()].sort((a, b) => a.position - b.position);
}

/** Radio buttons that show one part of the shelf: the style sheet does it, no script is needed. */
function Filters({ store, parts, visit }: { store: StorefrontStore; parts: Part[]; visit: Visit }) {
  const { say, word } = visit;
  const name = `filter-${store.store_id}`;
  return (
    <fieldset class="filters">
      <legend class="sr">{say('filter_of', { name: word(store.name) })}</legend>
      <label class="chip"><input type="radio" name={name} checked />{say('all')}</label>
      {parts.map((part) => <label class="chip"><input type="radio" name={name} />{word(part.name)} <small>{part.items.length}</small></label>)}
    </fieldset>
  );
}

interface ShelfProps {
  store: StorefrontStore;
  visit: Visit;
  selling: SellingHere;
  now: number;
  isFirst: boolean;
  isFeatured: boolean;
}

/** One store: its name, and its items as a grid, or divided by category. */
export function Shelf({ store, visit, selling, now, isFirst, isFeatured }: ShelfProps) {
  const { say, word } = visit;
  const parts = partsOfShelf(store, say('more'));
  const cards = (items: StorefrontItem[], level: 3 | 4) => items.map((item, at) => <Card item={item} visit={visit} selling={selling} level={level} isWide={isFeatured && at === 0} isFirst={isFirst && at < 3} />);
  return (
    <section class="shelf" id={store.store_id} aria-labelledby={`${store.store_id}-name`}>
      <div class="shelf-head">
        <h2 id={`${store.store_id}-name`}>{word(store.name)}</h2>
        <p class="muted">
          {store.description ? word(store.description) : null}
          {store.ends_at ? <span class="ends">{say('ends_in', { time: timeLeft(store.ends_at - now, say) })}</span> : null}
        </p>
      </div>
      {parts ? <Filters store={store} parts={parts} visit={visit} /> : null}
      {parts
        ? parts.map((part) => (
          <section class="part" aria-labelledby={`${store.store_id}-${part.id}`}>
            <h3 id={`${store.store_id}-${part.id}`}>{word(part.name)}</h3>
            <ul class="grid rail">{cards(part.items, 4)}</ul>
          </section>
        ))
        : <ul class={isFeatured ? 'grid featured' : 'grid'}>{cards(store.items, 3)}</ul>}
    </section>
  );
}
