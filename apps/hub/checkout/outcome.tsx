import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { ItemArt } from '../art.js';
import type { Say } from '../messages/messages.js';
import { PATIENCE_SECONDS, redirectOf, safeLink, type CheckoutSession } from './session.js';
import type { Checkout } from './use-checkout.js';

interface OutcomeProps {
  checkout: Checkout;
  session: CheckoutSession;
  say: Say;
}

type Mark = 'done' | 'wait' | 'back' | 'stop';
const MARKS: Record<Exclude<Mark, 'wait'>, string> = { done: 'M14 33l12 12 24-27', back: 'M22 20L12 31l10 11M13 31h26a11 11 0 0 1 0 22h-8', stop: 'M32 14v24M32 46v5' };

function Sign({ mark }: { mark: Mark }) {
  if (mark === 'wait') return <div class="spinner" aria-hidden="true" />;
  return <svg class={`sign ${mark}`} viewBox="0 0 64 64" aria-hidden="true" focusable="false"><path d={MARKS[mark]} fill="none" stroke="currentColor" stroke-width="6" stroke-linecap="round" stroke-linejoin="round" /></svg>;
}

/** One outcome: its heading takes the focus when it appears, so that it is read out. */
function Said({ mark, title, children }: { mark: Mark; title: string; children?: ComponentChildren }) {
  const heading = useRef<HTMLHeadingElement>(null);
  const isFirst = useRef(true);
  useEffect(() => {
    document.title = title;
    if (!isFirst.current) heading.current?.focus();
    isFirst.current = false;
  }, [title]);
  return (
    <section class="panel outcome">
      <Sign mark={mark} />
      <h1 ref={heading} tabIndex={-1}>{title}</h1>
      {children}
    </section>
  );
}

function WaysOn({ checkout, session, say }: OutcomeProps) {
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

function Granted({ checkout, session, say }: OutcomeProps) {
  const { view } = checkout;
  const items = view.grants.flatMap((grant) => grant.items);
  return (
    <>
      <p>{session.playerName ? say('granted', { name: session.playerName }) : say('granted_nobody')}</p>
      <ul class="granted" data-granted>
        {items.map((item) => <li><ItemArt sku={item.sku} type="item" name={item.name} picture={item.image_url} /><span>{say('times', { count: item.quantity, name: item.name })}</span></li>)}
      </ul>
    </>
  );
}

/** True once the page has waited for the game for longer than a player should. */
function useIsLate(paidAt: number | null, now: number): boolean {
  const left = paidAt === null ? PATIENCE_SECONDS : PATIENCE_SECONDS - (now - paidAt);
  const [isLate, setLate] = useState(left <= 0);
  useEffect(() => {
    if (isLate) return undefined;
    const timer = setTimeout(() => setLate(true), Math.min(PATIENCE_SECONDS, Math.max(1, left)) * 1000);
    return () => clearTimeout(timer);
  }, []);
  return isLate;
}

function Waiting({ checkout, session, say }: OutcomeProps) {
  const isLate = useIsLate(session.view.state === 'paid_waiting' ? session.view.paid_at : null, session.now);
  return (
    <Said mark="wait" title={isLate ? say('on_its_way_title') : say('waiting_title')}>
      <p>{isLate ? say('on_its_way') : say('waiting')}</p>
      {isLate ? <WaysOn checkout={checkout} session={session} say={say} /> : null}
    </Said>
  );
}

function Processing({ checkout, say }: OutcomeProps) {
  const { payment, email } = checkout.view;
  const action = safeLink(payment?.action_url ?? null);
  const isSlow = payment !== null && !action && payment.method !== 'card';
  return (
    <Said mark="wait" title={say('processing_title')}>
      <p>{isSlow ? say('pending', { email: email ?? '' }) : say('processing')}</p>
      <div class="ways">
        {action ? <a class="button wide" href={action}>{say('continue_at_bank')}</a> : null}
        {action || isSlow ? <button class="button quiet wide" type="button" disabled={checkout.isPaying} onClick={() => void checkout.cancelAttempt()}>{say('cancel_attempt')}</button> : null}
      </div>
    </Said>
  );
}

function useRedirect(checkout: Checkout): void {
  const isGranted = checkout.view.state === 'granted' && checkout.hasPaidHere;
  useEffect(() => {
    const leads = isGranted ? redirectOf(checkout.view) : null;
    const href = safeLink(leads?.href ?? null);
    if (!leads || !href) return undefined;
    const timer = setTimeout(() => location.assign(href), leads.afterMs);
    return () => clearTimeout(timer);
  }, [isGranted]);
}

/** What became of the order, for every state but `open`. */
export function Outcome({ checkout, session, say }: OutcomeProps) {
  useRedirect(checkout);
  const { view, hasPaidHere } = checkout;
  const props = { checkout, session, say };
  const email = view.email ?? '';
  const receipt = view.receipt_number && view.email ? <p class="muted">{say('receipt_sent', { email: view.email })} {say('receipt', { number: view.receipt_number })}</p> : null;
  switch (view.state) {
    case 'processing':
      return <Processing {...props} />;
    case 'paid_waiting':
      return <Waiting {...props} />;
    case 'granted':
      return <Said mark="done" title={hasPaidHere ? say('granted_title') : say('already_paid_title')}><Granted {...props} />{receipt}<WaysOn {...props} /></Said>;
    case 'refund_requested':
      return <Said mark="back" title={say('refund_requested_title')}><p>{say('refund_requested')}</p><WaysOn {...props} /></Said>;
    case 'refunded':
      return <Said mark="back" title={say('refunded_title')}><p>{say('refunded', { total: view.amounts?.total.display ?? '' })}</p><WaysOn {...props} /></Said>;
    case 'expired':
      return <Said mark="stop" title={say('expired_title')}><p>{say('expired')}</p><WaysOn {...props} /></Said>;
    case 'canceled':
      return <Said mark="stop" title={say('canceled_title')}><p>{say('canceled')}</p><WaysOn {...props} /></Said>;
    default:
      return <Said mark="stop" title={say('failed_title')}><p>{say('failed', { email })}</p><WaysOn {...props} /></Said>;
  }
}
