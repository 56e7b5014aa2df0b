import type { CheckoutView } from '#sales/checkout/queries';
import { ItemArt } from '../art.js';
import type { Locale, Say } from '../messages/messages.js';
import type { CheckoutSession } from './session.js';
import type { Checkout } from './use-checkout.js';

const percent = (rate: string, locale: Locale): string => {
  const number = Number(rate);
  return Number.isFinite(number) ? new Intl.NumberFormat(locale, { maximumFractionDigits: 4 }).format(number) : rate;
};

function Totals({ amounts, isMissing, say, locale }: { amounts: NonNullable<CheckoutView['amounts']>; isMissing: boolean; say: Say; locale: Locale }) {
  const isAdded = amounts.price_display === 'exclusive';
  return (
    <dl class="totals">
      {amounts.discount.minor > 0 ? <><dt>{say('subtotal')}</dt><dd><s>{amounts.before_discount.display}</s> {amounts.subtotal.display}</dd></> : null}
      {isAdded && amounts.discount.minor <= 0 ? <><dt>{say('total_before_tax')}</dt><dd>{amounts.subtotal.display}</dd></> : null}
      {isAdded ? amounts.tax_lines.map((line) => <><dt>{say('tax_line', { name: line.name, rate: percent(line.rate, locale) })}</dt><dd>{line.amount.display}</dd></>) : null}
      {amounts.tax || !isMissing ? (
        <><dt class="sum">{say('total')}</dt><dd class="sum">{amounts.total.display}</dd></>
      ) : (
        <><dt class="sum">{isAdded ? say('total_before_tax') : say('subtotal')}</dt><dd class="sum">{amounts.total.display}</dd></>
      )}
      {amounts.is_reverse_charge && amounts.tax ? <><dt class="muted">{say('without_tax')}</dt><dd class="muted">{amounts.tax.display}</dd></> : null}
      {isAdded ? null : amounts.tax_lines.map((line) => <><dt class="muted">{say('tax_contained', { name: line.name, rate: percent(line.rate, locale) })}</dt><dd class="muted">{line.amount.display}</dd></>)}
    </dl>
  );
}

/** Whether the prices are those of the place that stands in the fields, as far as it is known; a place that was refused bears no price. */
function isPricedHere({ view, typed, faults, total }: Checkout): boolean {
  if (view.state !== 'open' || total !== null || !(faults.country || faults.region || faults.postcode)) return true;
  return typed.country === view.place.country && !view.amounts?.tax;
}

/** What is bought and what it costs. */
export function Summary({ checkout, session, say }: { checkout: Checkout; session: CheckoutSession; say: Say }) {
  const { view } = checkout;
  const showsPlayer = (view.ui_settings as { show_player_info?: boolean } | null)?.show_player_info !== false;
  const isPriced = isPricedHere(checkout);
  return (
    <section class="panel summary" aria-labelledby="summary-title">
      <h2 id="summary-title">{say('your_order')}</h2>
      {showsPlayer ? <p class="muted for-player">{say('for_player', { name: session.playerName ?? view.player_id })}</p> : null}
      <ul class="lines">
        {view.lines.map((line) => (
          <li>
            <ItemArt sku={line.sku} type="item" name={line.name} picture={line.image_url} />
            <span class="line-name">{line.quantity > 1 ? say('times', { count: line.quantity, name: line.name }) : line.name}</span>
            <span class="line-price">{isPriced ? line.total?.display : null}</span>
          </li>
        ))}
      </ul>
      {isPriced && view.amounts ? <Totals amounts={view.amounts} isMissing={view.place.missing.length > 0} say={say} locale={session.locale} /> : null}
    </section>
  );
}
