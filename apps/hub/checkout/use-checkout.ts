import { useEffect, useRef, useState } from 'preact/hooks';
import type { MutableRef } from 'preact/hooks';
import type { CheckoutView } from '#sales/checkout/queries';
import type { Say } from '../messages/messages.js';
import type { Tokenize } from './card-frame.js';
import { isWatched, type CheckoutSession, type Faults, type Field } from './session.js';
import { CheckoutApi } from './store-api.js';
import { Till, type Surroundings, type Typed } from './till.js';
import { watch } from './watch.js';

export interface Checkout {
  view: CheckoutView;
  typed: Typed;
  faults: Faults;
  /** What went wrong beside the fields, for the place above the button. */
  problem: string;
  isPaying: boolean;
  isSaving: boolean;
  /** True once this page itself has seen the payment through. */
  hasPaidHere: boolean;
  tokenize: MutableRef<Tokenize | null>;
  type(field: Field, value: string): void;
  leave(field: Field, value: string): void;
  pay(method: string): Promise<void>;
  cancelAttempt(): Promise<void>;
}

const PAGE: Surroundings = { focus: (field) => document.getElementById(field)?.focus(), go: (url) => location.assign(url) };

/** Keeps the till up to date with what happens elsewhere: at the bank, at the game, in another tab. */
function useNews(till: Till, hasReturned: boolean): void {
  const { state } = till.state.view;
  // Back from the bank: its answer is asked for, so that nobody waits for a notification.
  useEffect(() => {
    if (hasReturned && state === 'processing') void till.api.refresh().then(() => till.look());
  }, []);
  useEffect(() => {
    if (!isWatched(state)) return undefined;
    const end = new AbortController();
    void watch(till.api, () => till.look(), end.signal);
    return () => end.abort();
  }, [state]);
  // Another tab may have paid, and a page that comes back from the browser's memory is old.
  useEffect(() => {
    const shown = (): void => { if (document.visibilityState === 'visible') void till.seenAgain(); };
    const restored = (event: PageTransitionEvent): void => { if (event.persisted) void till.restored(); };
    document.addEventListener('visibilitychange', shown);
    addEventListener('pageshow', restored);
    return () => {
      document.removeEventListener('visibilitychange', shown);
      removeEventListener('pageshow', restored);
    };
  }, []);
}

/** The checkout of one order as a component draws it. */
export function useCheckout(session: CheckoutSession, say: Say): Checkout {
  const made = useRef<Till>();
  const till = (made.current ??= new Till(session, say, new CheckoutApi(session.secret, session.locale), PAGE));
  const [state, setState] = useState(till.state);
  till.shown = setState;
  useNews(till, session.hasReturned);
  const { saving, ...shown } = state;
  return {
    ...shown, isSaving: saving > 0, tokenize: till.tokenize,
    type: (field, value) => till.type(field, value), leave: (field, value) => till.leave(field, value), pay: (method) => till.pay(method), cancelAttempt: () => till.cancelAttempt(),
  };
}
