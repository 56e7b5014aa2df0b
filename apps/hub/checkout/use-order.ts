import { useRef } from 'preact/hooks';
import type { CheckoutView } from '#sales/checkout/queries';
import { followed, typedOf, wholeView, type CheckoutSession, type ToldView, type Typed } from './session.js';
import { CheckoutApi } from './store-api.js';
import { useNow, type Now } from './use-now.js';

/** What the server knows of the order, and what stands in the fields. */
export interface OrderOnPage {
  view: CheckoutView;
  typed: Typed;
}

export interface Order extends Omit<Now<OrderOnPage>, 'set'> {
  api: CheckoutApi;
  /** What the server answered, when these stood in the fields. */
  take(told: ToldView, asked: Typed): void;
  type(typed: Partial<Typed>): void;
  /** Requests about the order go out one after the other: the last change wins at the server too, and no older answer replaces a newer one. */
  inTurn<T>(work: () => Promise<T>): Promise<T>;
  /** Reads the order anew, within a turn. */
  read(): Promise<void>;
  /** Reads the order anew, when it is its turn. */
  look(): Promise<void>;
}

export function useOrder(session: CheckoutSession): Order {
  const api = useRef<CheckoutApi>();
  api.current ??= new CheckoutApi(session.secret, session.locale);
  const page = useNow<OrderOnPage>({ view: session.view, typed: typedOf(session.view) });
  const queue = useRef<Promise<unknown>>(Promise.resolve());

  const take = (told: ToldView, asked: Typed): void => {
    const view = wholeView(told);
    const { view: before, typed } = page.now();
    page.set({ view, typed: followed(typed, asked, before, view) });
  };
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = queue.current.then(work);
    queue.current = done.catch(() => undefined);
    return done;
  };
  const read = async (): Promise<void> => {
    const { typed } = page.now();
    const view = await api.current!.view();
    if (view) take(view, typed);
  };
  return {
    api: api.current, shown: page.shown, now: page.now, take, inTurn, read,
    type: (typed) => page.set({ ...page.now(), typed: { ...page.now().typed, ...typed } }),
    look: () => inTurn(read),
  };
}
