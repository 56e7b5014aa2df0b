import type { StorefrontItem } from '#store/offers/queries';
import { ItemArt } from '../art.js';
import { HubFrame } from '../frame.js';
import { withAmount } from '../messages/with-amount.js';
import { PlaceButton } from '../place.js';
import type { CountryChoice, SellingHere } from '../selling.js';
import type { Visit } from '../visits.js';
import { SellingNotice } from './home.js';
import { Price, money, timeLeft } from './price.js';
import { badgeOf, contentsOf, frameOf } from './shelf.js';

interface ItemProps {
  visit: Visit;
  item: StorefrontItem;
  selling: SellingHere;
  countries: CountryChoice[];
  now: number;
}

interface Part {
  sku: string;
  type: string;
  name: string;
  image_url: string | null;
  quantity: number;
}

/** What reaches the player: a bundle is shown as what is in it. */
function partsOf(item: StorefrontItem): Part[] {
  return item.grants.flatMap((grant): Part[] => grant.nested_items?.filter((nested) => !nested.is_system).map((nested) => ({ ...nested, quantity: nested.quantity * nested.count * grant.quantity })) ?? [grant]);
}

function Contents({ item, visit }: { item: StorefrontItem; visit: Visit }) {
  const parts = partsOf(item);
  if (parts.length === 0) return null;
  return (
    <section class="contents">
      <h2>{visit.say('contains')}</h2>
      <ul>
        {parts.map((part) => (
          <li>
            <ItemArt sku={part.sku} type={part.type} name={part.name} picture={part.image_url} />
            <span>{withAmount(part.name, part.quantity, visit.say)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function BuyBox({ visit, item, selling }: Omit<ItemProps, 'countries' | 'now'>) {
  const { say, base, here, locale, caller } = visit;
  if (selling.mode !== 'open' || !item.price) return null;
  if (!caller?.playerId) return <a class="button wide" href={`${base}/sign-in?next=${encodeURIComponent(here)}`}>{say('sign_in_to_buy')}</a>;
  return (
    <>
      <button class="button wide" type="button" data-buy={item.store_item_id}>{say('buy_for', { price: money(item.price.amount_minor, item.price.currency, locale) })}</button>
      <noscript><p class="error">{say('needs_script')}</p></noscript>
      <p class="error" role="alert" data-problem></p>
    </>
  );
}

export function Item({ visit, item, selling, countries, now }: ItemProps) {
  const { say, base, locale } = visit;
  const badge = badgeOf(item, visit);
  return (
    <HubFrame visit={visit} selling={selling} countries={countries}>
      <div class="wrap stack">
        <p class="crumb"><a class="to-back" href={base}>{say('back_to_store')}</a></p>
        <article class="product">
          <div class={`product-art${frameOf(item)}`}>
            <ItemArt sku={item.sku} type={item.type} name={item.name} picture={item.image_url} contents={contentsOf(item)} isFirst />
            {badge ? <span class="badge">{badge}</span> : null}
          </div>
          <div class="product-text">
            <h1>{item.name}</h1>
            {item.description ? <p class="muted">{item.description}</p> : null}
            {item.ends_at ? <p class="ends">{say('ends_in', { time: timeLeft(item.ends_at - now, say) })}</p> : null}
            <Price item={item} selling={selling} locale={locale} say={say} isAlone />
            <BuyBox visit={visit} item={item} selling={selling} />
            {selling.mode === 'open' ? <PlaceButton visit={visit} class="place plain" /> : null}
            <Contents item={item} visit={visit} />
          </div>
        </article>
        <SellingNotice visit={visit} selling={selling} />
      </div>
    </HubFrame>
  );
}
