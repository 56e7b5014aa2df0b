import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { CheckoutView } from '#sales/checkout/queries';
import type { Say } from '../messages/messages.js';
import { useBusiness, type Business } from './use-business.js';
import { FIELDS, isWatched, totalOf, type CheckoutSession, type SeenTotal, type Typed } from './session.js';
import { useDetails, type Details } from './use-details.js';
import { useOrder, type Order } from './use-order.js';
import { usePayment, type Obstacle, type Payment } from './use-payment.js';
import { useWallets, type Wallets } from './use-wallets.js';
import { watch } from './watch.js';

export interface Checkout extends Omit<Details, 'settle'>, Payment {
  view: CheckoutView;
  typed: Typed;
  business: Business;
  wallets: Wallets;
  /** The total as it is drawn; null while none is known. */
  total: SeenTotal | null;
  /** True once the scripts have taken the page over: before that nothing can be pressed. */
  isReady: boolean;
}

/** What was typed before the scripts ran is taken over. */
function useTypedBefore(before: Partial<Typed>, order: Order, details: Details): void {
  useLayoutEffect(() => {
    for (const field of FIELDS) {
      const text = before[field];
      if (text !== undefined && text !== order.now().typed[field]) details.leave(field, text);
    }
  }, []);
}

/** Reads the order anew whenever it may have moved on without this page: at the bank, at the game, in another tab. */
function useFreshOrder(order: Order, session: CheckoutSession, payment: Payment): void {
  const { state } = order.shown.view;
  const isPaying = useRef(false);
  isPaying.current = payment.isPaying;
  // Back from the bank: its answer is asked for, so that nobody waits for a notification.
  useEffect(() => {
    if (session.hasReturned && state === 'processing') void order.inTurn(() => order.api.refresh()).then(order.look);
  }, []);
  useEffect(() => {
    if (!isWatched(state)) return undefined;
    const end = new AbortController();
    void watch(order.api, order.look, end.signal);
    return () => end.abort();
  }, [state]);
  // Another tab may have paid, and a page that comes back from the browser's memory is old.
  useEffect(() => {
    const shown = (): void => { if (document.visibilityState === 'visible' && !isPaying.current) void order.look(); };
    const restored = (event: PageTransitionEvent): void => {
      if (!event.persisted) return;
      payment.wake();
      void order.look();
    };
    document.addEventListener('visibilitychange', shown);
    addEventListener('pageshow', restored);
    return () => {
      document.removeEventListener('visibilitychange', shown);
      removeEventListener('pageshow', restored);
    };
  }, []);
}

/** The checkout of one order in a browser. `before` is what stood in the fields when the scripts took them over. */
export function useCheckout(session: CheckoutSession, before: Partial<Typed>, say: Say): Checkout {
  const [isReady, setReady] = useState(false);
  const inTheWay = useRef<Obstacle | null>(null);
  const order = useOrder(session);
  const details = useDetails(order, session, say);
  const business = useBusiness(order, say);
  const settle = async () => (await details.settle()) ?? business.settle();
  const wallets = useWallets(order.shown.view, order.api);
  const payment = usePayment(order, settle, { session, wallets }, inTheWay, say);
  useTypedBefore(before, order, details);
  useFreshOrder(order, session, payment);
  useEffect(() => setReady(true), []);
  // The field that stood in the way of paying takes the focus, once it can.
  useEffect(() => {
    if (payment.isPaying || !inTheWay.current) return;
    document.getElementById(inTheWay.current)?.focus();
    inTheWay.current = null;
  }, [payment.isPaying]);
  const { view, typed } = order.shown;
  const touching = (change: Details['type']): Details['type'] => (field, value) => {
    payment.forget();
    change(field, value);
  };
  return {
    ...payment, view, typed, business, wallets, isReady, total: totalOf(view, typed), faults: details.faults, isRefused: details.isRefused, isSaving: details.isSaving || business.isSaving,
    type: touching(details.type), leave: touching(details.leave),
  };
}
