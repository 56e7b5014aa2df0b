import { useEffect, useRef, useState } from 'preact/hooks';
import type { MutableRef } from 'preact/hooks';
import { sayIn, type Say } from '../messages/messages.js';
import { BusinessBox } from './business-box.js';
import { choicesOf } from './choices.js';
import { useMethod } from './chosen-method.js';
import { declinedOf } from './declined.js';
import { Details } from './details.js';
import { Outcome, outcomeOf, useIsLate, useRedirect } from './outcome.js';
import { PayBox } from './pay-box.js';
import { isPrefilled, type CheckoutSession, type SeenTotal, type Typed } from './session.js';
import { Summary } from './summary.js';
import { useCheckout, type Checkout } from './use-checkout.js';

/** Why the last attempt came to nothing. */
function Declined({ checkout, say }: { checkout: Checkout; say: Say }) {
  const told = declinedOf(checkout.view);
  const box = useRef<HTMLElement>(null);
  const attempt = checkout.view.payment?.payment_id;
  // Its appearance is read out, and it comes into view on a phone.
  useEffect(() => box.current?.focus(), [attempt, checkout.isPaying]);
  if (!told || checkout.isPaying) return null;
  return (
    <section class="panel bad" role="alert" tabIndex={-1} ref={box}>
      <h2>{say(told.title)}</h2>
      <p>{say(told.text)}</p>
    </section>
  );
}

/**
 * Every title that the page comes to while it is open is read out: its heading takes the focus, at the top of the page. The one that it was opened with is the
 * browser's own affair.
 */
function useAnnounced(title: string): MutableRef<HTMLHeadingElement | null> {
  const heading = useRef<HTMLHeadingElement>(null);
  const isFirst = useRef(true);
  useEffect(() => {
    document.title = title;
    if (!isFirst.current && heading.current) {
      scrollTo({ top: 0, behavior: 'instant' });
      heading.current.focus({ preventScroll: true });
    }
    isFirst.current = false;
  }, [title]);
  return heading;
}

/** Asks for what is missing and for the money. */
function Till({ checkout, session, say, heading }: { checkout: Checkout; session: CheckoutSession; say: Say; heading: MutableRef<HTMLHeadingElement | null> }) {
  const { view } = checkout;
  const { chosen, choose, hold } = useMethod(view.saved_methods.length > 0 ? '' : (view.payment?.method ?? ''), view.order_id, choicesOf(view, say, checkout.wallets));
  const [isBrief] = useState(() => isPrefilled(session.view));
  // While a finger is down, the answer to the field that it has just left can put another total or method under it: what counts is what stood there when the press began.
  const press = useRef<{ seen: SeenTotal | null; by: string } | null>(null);
  const submit = (event: Event): void => {
    event.preventDefault();
    hold();
    const { seen, by } = press.current ?? { seen: checkout.total, by: chosen };
    press.current = null;
    void checkout.pay(by, seen);
  };
  const chooseAnother = (key: string): void => {
    press.current = null;
    choose(key);
  };
  // `post`: whatever sends the form before the scripts have taken it over, nothing that was typed stands in an address.
  return (
    <form class="checkout" method="post" novalidate onSubmit={submit}>
      <h1 class="sr" tabIndex={-1} ref={view.payment?.decline ? undefined : heading}>{say('checkout_of', { name: view.game.name })}</h1>
      <Summary checkout={checkout} session={session} say={say} />
      <div class="stack">
        <Declined checkout={checkout} say={say} />
        <Details checkout={checkout} say={say} countries={session.countries} isBrief={isBrief} />
        <BusinessBox checkout={checkout} say={say} />
        <PayBox checkout={checkout} session={session} say={say} method={chosen} isBrief={isBrief} onChoose={chooseAnother} onPress={(seen) => { press.current = { seen, by: chosen }; }} />
      </div>
    </form>
  );
}

/** Who sells, on which terms: another country can have another seller. Those of a studio are not known to us. */
function Seller({ checkout: { view }, session: { operator, termsUrl }, say }: { checkout: Checkout; session: CheckoutSession; say: Say }) {
  if (view.seller !== null) return <p class="muted small-print centered">{say('seller_studio', { seller: view.seller, name: view.game.name })}</p>;
  return (
    <div class="muted small-print centered">
      <p>{say('seller', { operator, name: view.game.name })}</p>
      {termsUrl ? <p><a href={termsUrl}>{say('terms')}</a></p> : null}
    </div>
  );
}

/** The checkout page below its header: the same on the server and in the browser. `before` is what stood in its fields when the browser took it over. */
export function CheckoutApp({ session, before = {} }: { session: CheckoutSession; before?: Partial<Typed> }) {
  const say = sayIn(session.locale);
  const checkout = useCheckout(session, before, say);
  const outcome = outcomeOf(checkout, useIsLate(checkout.view.state, session));
  const heading = useAnnounced(outcome ? say(outcome.title) : say('checkout_of', { name: checkout.view.game.name }));
  useRedirect(checkout);
  const seller = <Seller checkout={checkout} session={session} say={say} />;
  if (!outcome) return <><Till checkout={checkout} session={session} say={say} heading={heading} />{seller}</>;
  return (
    <><div class="checkout ended">
      <Outcome outcome={outcome} checkout={checkout} session={session} say={say} heading={heading} />
      <Summary checkout={checkout} session={session} say={say} />
    </div>{seller}</>
  );
}
