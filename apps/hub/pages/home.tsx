import type { StorefrontItem, StorefrontStore } from '#store/offers/queries';
import { HubFrame } from '../frame.js';
import { OtherPlaceButton, PlaceButton } from '../place.js';
import { countryName, type CountryChoice, type SellingHere } from '../selling.js';
import type { Visit } from '../visits.js';
import { Shelf } from './shelf.js';

interface HomeProps {
  visit: Visit;
  stores: StorefrontStore[];
  selling: SellingHere;
  countries: CountryChoice[];
  now: number;
}

export function SellingNotice({ visit, selling }: { visit: Visit; selling: SellingHere }) {
  if (selling.mode === 'open') return null;
  const { say, locale, country } = visit;
  const name = countryName(country, locale);
  return (
    <section class="panel warn" role="note">
      <h2>{selling.mode === 'not_yet' ? say('not_sold_yet') : say('not_sold')}</h2>
      <p>{selling.mode === 'not_yet' ? say('not_sold_yet_why', { country: name }) : say('not_sold_why', { country: name })}</p>
      <OtherPlaceButton visit={visit} />
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

function Hero({ visit, selling }: { visit: Visit; selling: SellingHere }) {
  const { hub, word } = visit;
  return (
    <section class={hub.background_url ? 'hero pictured' : 'hero'}>
      {hub.background_url ? <img class="hero-picture" src={hub.background_url} alt="" fetchpriority="high" /> : null}
      <div class="wrap">
        <h1>{hub.name}</h1>
        {hub.tagline ? <p class="tagline">{word(hub.tagline)}</p> : null}
        <PlaceButton visit={visit} selling={selling} />
      </div>
    </section>
  );
}

export function Home({ visit, stores, selling, countries, now }: HomeProps) {
  const { say, word } = visit;
  const filled = inReadingOrder(stores);
  return (
    <HubFrame visit={visit} selling={selling} countries={countries} active="store">
      <Hero visit={visit} selling={selling} />
      {filled.length > 1 ? (
        <nav class="tabs" aria-label={say('shelves')} data-tabs>
          <div class="wrap">{filled.map((store) => <a href={`#${store.store_id}`}>{word(store.name)}</a>)}</div>
        </nav>
      ) : null}
      <div class="wrap stack">
        <SellingNotice visit={visit} selling={selling} />
        {filled.length === 0 ? <section class="panel"><p>{say('empty_store')}</p></section> : null}
        {filled.map((store, index) => <Shelf store={store} visit={visit} selling={selling} now={now} isFirst={index === 0} isFeatured={index === 0 && isFeatured(store)} />)}
      </div>
    </HubFrame>
  );
}
