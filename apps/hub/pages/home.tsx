import type { StorefrontItem, StorefrontStore } from '#store/offers/queries';
import { ItemArt } from '../art.js';
import { HubFrame } from '../frame.js';
import type { Locale } from '../messages/messages.js';
import { countryName, type CountryChoice, type SellingHere } from '../selling.js';
import type { Visit } from '../visits.js';
import { Price, timeLeft } from './price.js';

const amountFormats: Record<Locale, Intl.NumberFormat> = { en: new Intl.NumberFormat('en'), de: new Intl.NumberFormat('de') };

interface HomeProps {
  visit: Visit;
  stores: StorefrontStore[];
  selling: SellingHere;
  countries: CountryChoice[];
  now: number;
}

/** How much the card boasts: the first grant of a pack, e.g. "×550". */
function amountOf(item: StorefrontItem): number {
  return item.type === 'bundle' || item.type === 'lootbox' ? 1 : (item.grants[0]?.quantity ?? 1);
}

function Card({ item, visit, selling, wide }: { item: StorefrontItem; visit: Visit; selling: SellingHere; wide: boolean }) {
  const { say, base, locale } = visit;
  const badge = item.badge ?? (item.discount_percent > 0 ? say('discount', { percent: item.discount_percent }) : null);
  const amount = amountOf(item);
  return (
    <li class={wide ? 'card wide-card' : 'card'}>
      <div class="card-art">
        <ItemArt sku={item.sku} type={item.type} name={item.name} picture={item.image_url} />
        {badge ? <span class="badge">{badge}</span> : null}
        {amount > 1 ? <span class="amount" aria-hidden="true">×{amountFormats[locale].format(amount)}</span> : null}
      </div>
      <div class="card-text">
        <h3><a class="cover" href={`${base}/items/${item.store_item_id}`}>{item.name}</a></h3>
        {wide && item.description ? <p class="muted clamp">{item.description}</p> : null}
        <Price item={item} selling={selling} locale={locale} say={say} />
      </div>
    </li>
  );
}

export function SellingNotice({ visit, selling }: { visit: Visit; selling: SellingHere }) {
  if (selling.mode === 'open') return null;
  const { say, locale, country } = visit;
  const name = countryName(country, locale);
  return (
    <section class="panel warn" role="note">
      <h2>{selling.mode === 'not_yet' ? say('not_sold_yet') : say('not_sold')}</h2>
      <p>{selling.mode === 'not_yet' ? say('not_sold_yet_why', { country: name }) : say('not_sold_why', { country: name })}</p>
      <a href="#country">{say('country')}: {name}</a>
    </section>
  );
}

const isOffer = (item: StorefrontItem): boolean => item.badge !== null || item.discount_percent > 0;
/** A shelf of a few chosen things, the first of which is shown large. */
const isFeatured = (store: StorefrontStore): boolean => store.items.length <= 8 && store.items.some(isOffer);

/** A featured store leads; the others keep their order. */
export function inReadingOrder(stores: StorefrontStore[]): StorefrontStore[] {
  const filled = stores.filter((store) => store.items.length > 0);
  const leading = filled.find(isFeatured);
  return leading ? [leading, ...filled.filter((store) => store !== leading)] : filled;
}

export function Home({ visit, stores, selling, countries, now }: HomeProps) {
  const { say, hub, locale, country } = visit;
  const filled = inReadingOrder(stores);
  return (
    <HubFrame visit={visit} countries={countries} active="store">
      <section class="hero">
        <div class="wrap">
          <h1>{hub.name}</h1>
          {hub.tagline ? <p class="tagline">{hub.tagline}</p> : null}
          <a class="place" href="#country">{say('prices_for', { country: countryName(country, locale) })}</a>
        </div>
      </section>
      <div class="wrap stack">
        <SellingNotice visit={visit} selling={selling} />
        {filled.length > 1 ? (
          <nav class="tabs" aria-label={say('shelves')}>
            {filled.map((store) => <a href={`#${store.store_id}`}>{store.name}</a>)}
          </nav>
        ) : null}
        {filled.length === 0 ? <section class="panel"><p>{say('empty_store')}</p></section> : null}
        {filled.map((store, index) => (
          <section class="shelf" id={store.store_id} aria-labelledby={`${store.store_id}-name`}>
            <div class="shelf-head">
              <h2 id={`${store.store_id}-name`}>{store.name}</h2>
              <p class="muted">
                {store.description}
                {store.ends_at ? <span class="ends">{say('ends_in', { time: timeLeft(store.ends_at - now, say) })}</span> : null}
              </p>
            </div>
            <ul class={index === 0 && isFeatured(store) ? 'grid featured' : 'grid'}>
              {store.items.map((item, at) => <Card item={item} visit={visit} selling={selling} wide={index === 0 && at === 0 && isFeatured(store)} />)}
            </ul>
          </section>
        ))}
      </div>
    </HubFrame>
  );
}
