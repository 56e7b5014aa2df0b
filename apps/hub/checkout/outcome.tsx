import { useEffect, useState } from 'preact/hooks';
import type { MutableRef } from 'preact/hooks';
import type { CheckoutState, CheckoutView } from '#sales/checkout/queries';
import { ItemArt } from '../art.js';
import type { Say } from '../messages/messages.js';
import { withAmount } from '../messages/with-amount.js';
import { HowToPay } from './how-to-pay.js';
import { PATIENCE_SECONDS, redirectOf, safeLink, type CheckoutSession } from './session.js';
import type { Checkout } from './use-checkout.js';
import type { Part } from './use-payment.js';

type Mark = 'done' | 'wait' | 'back' | 'stop';
const MARKS: Record<Exclude<Mark, 'wait'>, string> = { done: 'M14 33l12 12 24-27', back: 'M22 20L12 31l10 11M13 31h26a11 11 0 0 1 0 22h-8', stop: 'M32 14v24M32 46v5' };

/** What a player is told of an order that is not open to be paid. */
export interface Told {
  mark: Mark;
  title: 'processing_title' | 'confirm_in_app_title' | 'to_pay_title' | 'waiting_title' | 'on_its_way_title' | 'claimable_title' | 'granted_title' | 'already_paid_title' | 'granted_before_title' | 'refund_requested_title' | 'refunded_title' | 'expired_title' | 'canceled_title' | 'failed_title';
}

const GRANTED: Record<Part, Told['title']> = { pays: 'granted_title', finds: 'already_paid_title', reads: 'granted_before_title' };

/** What she has to do, where it is hers to do something. */
function titleWhilePaying({ payment }: CheckoutView): Told['title'] {
  if (!payment?.instructions) return 'processing_title';
  return payment.instructions.kind === 'app' ? 'confirm_in_app_title' : 'to_pay_title';
}

/** Null while the order is open to be paid. */
export function outcomeOf({ view, part }: { view: CheckoutView; part: Part }, isLate: boolean): Told | null {
  switch (view.state) {
    case 'open': return null;
    case 'processing': return { mark: 'wait', title: titleWhilePaying(view) };
    case 'paid_waiting': return { mark: 'wait', title: isLate ? 'on_its_way_title' : 'waiting_title' };
    case 'claimable': return { mark: 'done', title: 'claimable_title' };
    case 'granted': return { mark: 'done', title: GRANTED[part] };
    case 'refund_requested': return { mark: 'back', title: 'refund_requested_title' };
    case 'refunded': return { mark: 'back', title: 'refunded_title' };
    case 'expired': return { mark: 'stop', title: 'expired_title' };
    case 'canceled': return { mark: 'stop', title: 'canceled_title' };
    case 'failed': return { mark: 'stop', title: 'failed_title' };
  }
}

/** True once the page has waited for the game for longer than a player should. */
export function useIsLate(state: CheckoutState, session: CheckoutSession): boolean {
  const { paid_at, state: opened } = session.view;
  const left = opened === 'paid_waiting' && paid_at !== null ? PATIENCE_SECONDS - (session.now - paid_at) : PATIENCE_SECONDS;
  const [isLate, setLate] = useState(left <= 0);
  useEffect(() => {
    if (isLate || state !== 'paid_waiting') return undefined;
    const timer = setTimeout(() => setLate(true), Math.min(PATIENCE_SECONDS, Math.max(1, left)) * 1000);
    return () => clearTimeout(timer);
  }, [state]);
  return isLate;
}

/** Leads on by itself where the studio asked for it, once what was paid here is granted, or waits in the game. */
export function useRedirect({ view, part }: Checkout): void {
  const isGranted = (view.state === 'granted' || view.state === 'claimable') && part === 'pays';
  useEffect(() => {
    const leads = isGranted ? redirectOf(view) : null;
    const href = safeLink(leads?.href ?? null);
    if (!leads || !href) return undefined;
    const timer = setTimeout(() => location.assign(href), leads.afterMs);
    return () => clearTimeout(timer);
  }, [isGranted]);
}

interface OutcomeProps {
  outcome: Told;
  checkout: Checkout;
  session: CheckoutSession;
  say: Say;
  heading: MutableRef<HTMLHeadingElement | null>;
}

function Sign({ mark }: { mark: Mark }) {
  if (mark === 'wait') return <div class="spinner" aria-hidden="true" />;
  return <svg class={`sign ${mark}`} viewBox="0 0 64 64" aria-hidden="true" focusable="false"><path d={MARKS[mark]} fill="none" stroke="currentColor" stroke-width="6" stroke-linecap="round" stroke-linejoin="round" /></svg>;
}

function WaysOn({ checkout, session, say }: Omit<OutcomeProps, 'heading'>) {
  const { links } = checkout.view;
  const store = safeLink(links.back_to_store_url) ?? session.storeUrl;
  const game = safeLink(links.back_to_game_url);
  return (
    <div class="ways">
      {game ? <a class="button wide" href={game}>{say('back_to_game')}</a> : null}
      {store ? <a class={game ? 'button quiet wide' : 'button wide'} href={store}>{say('back_to_store')}</a> : null}
    </div>
  );
}

function Items({ checkout, say }: Omit<OutcomeProps, 'heading'>) {
  const items = checkout.view.grants.flatMap((grant) => grant.items);
  return (
    <ul class="granted" data-granted>
      {items.map((item) => <li><ItemArt sku={item.sku} type="item" name={item.name} picture={item.image_url} /><span>{withAmount(item.name, item.quantity, say)}</span></li>)}
    </ul>
  );
}

function Granted(props: Omit<OutcomeProps, 'heading'>) {
  const { checkout: { view, part }, session, say } = props;
  return (
    <>
      {part === 'finds' ? <p>{say('already_paid')}</p> : null}
      <p>{session.playerName ? say('granted', { name: session.playerName }) : say('granted_nobody')}</p>
      <Items {...props} />
      {view.receipt_number && view.email && view.seller === null ? <p class="muted">{say('receipt_sent', { email: view.email })} {say('receipt', { number: view.receipt_number })}</p> : null}
    </>
  );
}

function Processing({ checkout, session, say }: Omit<OutcomeProps, 'heading'>) {
  const { payment, email } = checkout.view;
  const action = safeLink(payment?.action_url ?? null);
  const isByCard = payment !== null && ['card', 'apple_pay', 'google_pay'].includes(payment.method);
  const isSlow = payment !== null && !action && !isByCard;
  const isVoucher = payment?.instructions?.kind === 'voucher';
  return (
    <>
      {payment?.instructions ? <HowToPay how={payment.instructions} email={email ?? ''} locale={session.locale} say={say} /> : <p>{isSlow ? say('pending', { email: email ?? '' }) : say('processing')}</p>}
      <div class="ways">
        {action ? <a class="button wide" href={action}>{say(payment?.method === 'paypal' ? 'continue_at_paypal' : isByCard ? 'continue_at_bank' : 'continue_at_method')}</a> : null}
        {isVoucher ? <p class="hint" id="cancel-word">{say('cancel_voucher')}</p> : null}
        {action || isSlow ? <button class="button quiet wide" type="button" aria-describedby={isVoucher ? 'cancel-word' : undefined} disabled={checkout.isPaying} onClick={() => void checkout.cancelAttempt()}>{say('cancel_attempt')}</button> : null}
      </div>
    </>
  );
}

/** What was paid has a receipt, and what went back a credit note: the address is that of this checkout, so whoever sees the page may have them. */
function Papers({ checkout: { view }, session, say }: Omit<OutcomeProps, 'heading'>) {
  // Of what a studio has sold itself it is the studio's to issue them.
  if (view.paid_at === null || view.seller !== null) return null;
  const href = `/checkout/${session.secret}/receipt`;
  return (
    <p class="papers">
      <a href={href}>{say('receipt_pdf')}</a>
      {view.state === 'refunded' || view.state === 'canceled' ? <> · <a href={`${href}?kind=credit_note`}>{say('credit_note_pdf')}</a></> : null}
    </p>
  );
}

/** What became of the money and of the items, in sentences. */
function accountOf({ state, grants, amounts, email }: CheckoutView, isLate: boolean, say: Say): string[] {
  const wasDelivered = grants.some((grant) => grant.state === 'acknowledged' || grant.state === 'revoking' || grant.state === 'revoked');
  const why = grants.some((grant) => grant.state === 'declined') ? [say('grant_declined')] : [];
  const total = amounts?.total.display ?? '';
  switch (state) {
    case 'paid_waiting': return [isLate ? say('on_its_way') : say('waiting')];
    case 'claimable': return [say('claimable')];
    case 'refund_requested': return [...why, say('refund_requested')];
    case 'refunded': return [...why, say('refunded', { total }), say(wasDelivered ? 'taken_back' : 'nothing_delivered')];
    case 'canceled': return [say('canceled'), say(wasDelivered ? 'taken_back' : 'nothing_delivered')];
    case 'failed': return why.length > 0 ? [...why, say('refund_held', { email: email ?? '' })] : [say('failed', { email: email ?? '' })];
    case 'expired': return [say('expired')];
    default: return [];
  }
}

/** What became of the order, for every state but `open`. */
export function Outcome({ heading, ...props }: OutcomeProps) {
  const { outcome, checkout: { view }, say } = props;
  const isLate = outcome.title === 'on_its_way_title';
  const account = accountOf(view, isLate, say);
  const waits = view.state === 'processing' || (view.state === 'paid_waiting' && !isLate);
  return (
    <section class="panel outcome">
      <Sign mark={outcome.mark} />
      <h1 ref={heading} tabIndex={-1}>{say(outcome.title)}</h1>
      {view.state === 'processing' ? <Processing {...props} /> : null}
      {view.state === 'granted' ? <Granted {...props} /> : null}
      {account.length > 0 ? <p>{account.join(' ')}</p> : null}
      {view.state === 'claimable' ? <Items {...props} /> : null}
      {waits ? null : <Papers {...props} />}
      {waits ? null : <WaysOn {...props} />}
    </section>
  );
}
