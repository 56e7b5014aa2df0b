import type { CheckoutView } from '#sales/checkout/queries';
import { ItemArt } from '../art.js';
import type { Locale, Say } from '../messages/messages.js';
import { taxName } from '../messages/tax-name.js';

const percent = (rate: string, locale: Locale): string => {
  const number = Number(rate);
  return Number.isFinite(number) ? new Intl.NumberFormat(locale, { maximumFractionDigits: 4 }).format(number) : rate;
};

function Totals({ view, say, locale }: { view: CheckoutView; say: Say; locale: Locale }) {
  const { amounts } = view;
  if (!amounts) return null;
  const isAdded = amounts.price_display === 'exclusive';
  return (
    <dl class="totals">
      {amounts.discount.minor > 0 ? <><dt>{say('subtotal')}</dt><dd><s>{amounts.before_discount.display}</s> {amounts.subtotal.display}</dd></> : null}
      {isAdded && amounts.discount.minor <= 0 ? <><dt>{say('total_before_tax')}</dt><dd>{amounts.subtotal.display}</dd></> : null}
      {isAdded ? amounts.tax_lines.map((line) => <><dt>{say('tax_line', { name: taxName(line.name, say), rate: percent(line.rate, locale) })}</dt><dd>{line.amount.display}</dd></>) : null}
      {amounts.tax || view.place.missing.length === 0 ? (
        <><dt class="sum">{say('total')}</dt><dd class="sum">{amounts.total.display}</dd></>
      ) : (
        <><dt class="sum">{isAdded ? say('total_before_tax') : say('subtotal')}</dt><dd class="sum">{amounts.total.display}</dd></>
      )}
      {isAdded ? null : amounts.tax_lines.map((line) => <><dt class="muted">{say('tax_contained', { name: taxName(line.name, say), rate: percent(line.rate, locale) })}</dt><dd class="muted">{line.amount.display}</dd></>)}
    </dl>
  );
}

/** What is bought and what it costs. */
export function Summary({ view, say, locale, playerName }: { view: CheckoutView; say: Say; locale: Locale; playerName: string | null }) {
  const showsPlayer = (view.ui_settings as { show_player_info?: boolean } | null)?.show_player_info !== false;
  return (
    <section class="panel summary" aria-labelledby="summary-title">
      <h2 id="summary-title">{say('your_order')}</h2>
      {showsPlayer ? <p class="muted for-player">{say('for_player', { name: playerName ?? view.player_id })}</p> : null}
      <ul class="lines">
        {view.lines.map((line) => (
          <li>
            <ItemArt sku={line.sku} type="item" name={line.name} picture={line.image_url} />
            <span class="line-name">{line.quantity > 1 ? say('times', { count: line.quantity, name: line.name }) : line.name}</span>
            <span class="line-price">{line.total?.display}</span>
          </li>
        ))}
      </ul>
      <Totals view={view} say={say} locale={locale} />
    </section>
  );
}
