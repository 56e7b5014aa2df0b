import { useEffect, useRef, useState } from 'preact/hooks';
import { CATALOGS, sayIn, type MessageKey, type Say } from '../messages/messages.js';
import { CardFrame } from './card-frame.js';
import { Details } from './details.js';
import { Outcome } from './outcome.js';
import type { CheckoutSession } from './session.js';
import { Summary } from './summary.js';
import { useCheckout, type Checkout } from './use-checkout.js';

function textOr(key: string, otherwise: MessageKey, say: Say): string {
  return say((key in CATALOGS.en ? key : otherwise) as 'decline_payment_failed');
}

/** A bank declines; everything else just did not happen. */
const DECLINES = new Set(['card_declined', 'insufficient_funds', 'expired_card', 'invalid_card_number']);

function titleOf(code: string): 'authentication_failed_title' | 'declined_title' | 'not_paid_title' {
  if (code === 'authentication_failed') return 'authentication_failed_title';
  return DECLINES.has(code) ? 'declined_title' : 'not_paid_title';
}

/** Why the last attempt came to nothing. */
function Declined({ checkout, say }: { checkout: Checkout; say: Say }) {
  const code = checkout.view.payment?.decline?.code;
  const box = useRef<HTMLElement>(null);
  const attempt = checkout.view.payment?.payment_id;
  // Its appearance is read out, and it comes into view on a phone.
  useEffect(() => box.current?.focus(), [attempt, checkout.isPaying]);
  if (!code || checkout.isPaying) return null;
  return (
    <section class="panel bad" role="alert" tabIndex={-1} ref={box}>
      <h2>{say(titleOf(code))}</h2>
      <p>{textOr(`decline_${code}`, 'decline_payment_failed', say)}</p>
    </section>
  );
}

function Methods({ checkout, say, chosen, onChoose }: { checkout: Checkout; say: Say; chosen: string; onChoose: (method: string) => void }) {
  const { methods } = checkout.view;
  if (methods.length < 2) return null;
  return (
    <fieldset class="methods" disabled={checkout.isPaying}>
      <legend>{say('payment_method')}</legend>
      {methods.map(({ method, label }) => (
        <label class="method">
          <input type="radio" name="method" value={method} checked={method === chosen} onChange={() => onChoose(method)} />
          <span>{`method_${method}` in CATALOGS.en ? textOr(`method_${method}`, 'method_card', say) : label}</span>
        </label>
      ))}
    </fieldset>
  );
}

function PayBox({ checkout, session, say }: { checkout: Checkout; session: CheckoutSession; say: Say }) {
  const { view } = checkout;
  const [chosen, setChosen] = useState(view.payment?.method && view.methods.some(({ method }) => method === view.payment!.method) ? view.payment.method : (view.methods[0]?.method ?? 'card'));
  const method = view.methods.find((each) => each.method === chosen) ?? view.methods[0];
  // The fields stay in the page once they are there, so that switching the method or the country loses nothing that was typed.
  const frame = useRef(view.card_frame);
  frame.current ??= view.card_frame;
  const isKnown = view.amounts !== null && view.place.missing.length === 0 && view.place.refusal_code === null;
  return (
    <section class="panel" aria-labelledby="payment-title">
      <h2 id="payment-title">{say('payment')}</h2>
      <Methods checkout={checkout} say={say} chosen={method?.method ?? ''} onChoose={setChosen} />
      {frame.current ? (
        <div hidden={method?.kind !== 'card'}>
          <CardFrame frame={frame.current} session={view.order_id} accent={session.accent} scheme={session.scheme} say={say} tokenize={checkout.tokenize} onEnter={() => void checkout.pay(method!.method)} />
          <p class="hint">{say('card_by')}</p>
        </div>
      ) : null}
      {view.place.refusal_code ? <p class="error" role="alert">{say('place_refused')}</p> : null}
      <p class="error" role="alert">{checkout.problem}</p>
      <p class="consent" id="consent">{say('immediate_delivery')}</p>
      <button class="button wide pay" type="submit" aria-describedby="consent" disabled={checkout.isPaying || Boolean(view.place.refusal_code)} aria-busy={checkout.isPaying || checkout.isSaving}>
        {checkout.isPaying ? say('paying') : isKnown ? say('pay', { total: view.amounts!.total.display }) : say('pay_unknown')}
      </button>
      <p class="sr" role="status" aria-live="polite">{isKnown ? say('total_is', { total: view.amounts!.total.display }) : say('total_unknown')}</p>
      <noscript><p class="error">{say('needs_script')}</p></noscript>
    </section>
  );
}

/** The checkout page below its header: the same on the server and in the browser. */
export function CheckoutApp({ session }: { session: CheckoutSession }) {
  const say = sayIn(session.locale);
  const checkout = useCheckout(session, say);
  const { view } = checkout;
  if (view.state !== 'open') {
    return (
      <div class="checkout ended">
        <Outcome checkout={checkout} session={session} say={say} />
        <Summary view={view} say={say} locale={session.locale} playerName={session.playerName} />
      </div>
    );
  }
  const submit = (event: Event): void => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const radio = form.querySelector<HTMLInputElement>('input[name=method]:checked');
    void checkout.pay(radio?.value ?? view.methods[0]?.method ?? 'card');
  };
  return (
    <form class="checkout" novalidate onSubmit={submit}>
      <h1 class="sr">{say('checkout_of', { name: view.game.name })}</h1>
      <Summary view={view} say={say} locale={session.locale} playerName={session.playerName} />
      <div class="stack">
        <Declined checkout={checkout} say={say} />
        <Details view={view} say={say} countries={session.countries} typed={checkout.typed} faults={checkout.faults} isDisabled={checkout.isPaying} onType={checkout.type} onLeave={checkout.leave} />
        <PayBox checkout={checkout} session={session} say={say} />
      </div>
    </form>
  );
}
