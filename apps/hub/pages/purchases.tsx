import type { OrderView } from '#sales/orders/queries';
import { HubFrame } from '../frame.js';
import type { CountryChoice } from '../selling.js';
import type { Visit } from '../visits.js';
import { money } from './price.js';

interface PurchasesProps {
  visit: Visit;
  /** Null when the visitor has not proven who she is. */
  orders: OrderView[] | null;
  older: string | null;
  countries: CountryChoice[];
}

function NeedsProof({ visit }: { visit: Visit }) {
  const { say, base, hub, caller } = visit;
  return (
    <section class="panel notice">
      <h1>{say('purchases_need_proof_title')}</h1>
      <p>{say('purchases_need_proof')}</p>
      {caller?.playerId ? null : <p class="muted">{say('purchases_need_sign_in')}</p>}
      {hub.back_to_game_url ? <a class="button wide" href={hub.back_to_game_url}>{say('back_to_game')}</a> : null}
      <a class={hub.back_to_game_url ? 'button quiet wide' : 'button wide'} href={base}>{say('back_to_store')}</a>
    </section>
  );
}

function Row({ order, visit }: { order: OrderView; visit: Visit }) {
  const { say, locale } = visit;
  const date = new Intl.DateTimeFormat(locale, { dateStyle: 'medium' }).format(new Date(order.created_at * 1000));
  return (
    <li class="purchase">
      <div>
        <h2>{order.lines.map((line) => (line.quantity > 1 ? say('times', { count: line.quantity, name: line.name }) : line.name)).join(', ')}</h2>
        <p class="muted">{date}{order.receipt_number ? ` · ${say('receipt', { number: order.receipt_number })}` : ''}</p>
      </div>
      <p class="purchase-total"><strong>{money(order.amount_minor, order.currency, locale)}</strong><span class={`state ${order.status}`}>{say(`status_${order.status}` as 'status_paid')}</span></p>
      <a class="button quiet small" href={order.checkout_url} aria-label={`${say('show_order')}: ${order.lines[0]?.name ?? ''}, ${date}`}>{say('show_order')}</a>
    </li>
  );
}

export function Purchases({ visit, orders, older, countries }: PurchasesProps) {
  const { say, base } = visit;
  return (
    <HubFrame visit={visit} countries={countries} active="purchases">
      <div class="wrap narrow stack">
        {orders ? (
          <>
            <h1>{say('purchases_title')}</h1>
            {orders.length === 0 ? <section class="panel"><p>{say('no_purchases')}</p></section> : <ul class="purchases">{orders.map((order) => <Row order={order} visit={visit} />)}</ul>}
            {older ? <a class="button quiet" href={`${base}/purchases?before=${older}`}>{say('older')}</a> : null}
            <p class="crumb"><a class="to-back" href={base}>{say('back_to_store')}</a></p>
          </>
        ) : <NeedsProof visit={visit} />}
      </div>
    </HubFrame>
  );
}
