import type { Recovery } from '#sales/checkout/queries';
import { fill, type RecoverTexts } from './texts.js';

/** What is to be confirmed, and one button; which other ways there are stands in the checkout. */
export function RecoverForm({ texts, recovery: { game, card, checkout_url }, total }: { texts: RecoverTexts; recovery: Recovery; total: string }) {
  return (
    <main id="content" class="wrap narrow" tabIndex={-1}>
      <section class="panel" data-recover>
        <h1 tabIndex={-1}>{texts.title}</h1>
        <p>{fill(texts.lead, { game, total, with: card ? fill(texts.card, card) : 'PayPal' })}</p>
        <p class="muted">{texts.nothing}</p>
        <p class="error" role="alert" data-problem></p>
        <button class="button wide" type="button" disabled>{fill(texts.pay, { total })}</button>
        <p><a href={checkout_url}>{texts.other}</a></p>
        <noscript><p class="error">{texts.needs_script}</p></noscript>
      </section>
    </main>
  );
}
