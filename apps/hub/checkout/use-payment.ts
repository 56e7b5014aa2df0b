import { useRef, useState } from 'preact/hooks';
import type { MutableRef } from 'preact/hooks';
import type { CheckoutView } from '#sales/checkout/queries';
import { newKey, type Answer } from '../islands/dom.js';
import type { Say } from '../messages/messages.js';
import { placeRefused } from '../messages/place-refused.js';
import type { Tokenize } from './card-frame.js';
import { forgetMethod } from './chosen-method.js';
import { gaps, totalOf, type CheckoutSession, type Field, type SeenTotal, type ToldView } from './session.js';
import type { BusinessField } from './use-business.js';
import { isAtFields, useMethodFields, type ToldFields } from './use-method-fields.js';
import type { Order } from './use-order.js';
import type { Wallets } from './use-wallets.js';
import type { OpenSheet } from './wallets.js';

/**
 * What this page has to do with the payment. `pays`: it has asked for the money, or waited for it. `finds`: it would have asked, and somebody else has paid meanwhile.
 * `reads`: it was opened when all was over.
 */
export type Part = 'pays' | 'finds' | 'reads';

export interface Payment {
  part: Part;
  /** What went wrong beside the fields, for the place above the button. */
  problem: string;
  isPaying: boolean;
  tokenize: MutableRef<Tokenize | null>;
  /** The words that she has ticked; empty while she has none. */
  agreed: string;
  agree(words: string): void;
  /** The words by which she lets what she pays with be kept; empty while she does not. */
  kept: string;
  keep(words: string): void;
  removeSaved(id: string): Promise<void>;
  /** What she has told of herself for a method. */
  told: ToldFields;
  /** `seen` is the total that stood on the page when the button was pressed: no other one is ever charged. */
  pay(choice: string, seen: SeenTotal | null): Promise<void>;
  cancelAttempt(): Promise<void>;
  /** The page came back from the browser's memory: whatever it was doing is over. */
  wake(): void;
  /** What went wrong was about what has been changed since. */
  forget(): void;
}

function firstPart({ view, hasReturned }: CheckoutSession): Part {
  if (hasReturned || view.state === 'processing' || view.state === 'paid_waiting') return 'pays';
  return view.state === 'open' ? 'finds' : 'reads';
}

/** What stands in the way of paying, by the id of its element. */
export type Obstacle = Field | BusinessField | 'waiver' | `method-field-${string}`;

interface AttemptAnswer {
  state?: string;
  action_url?: string | null;
  is_earlier?: boolean;
}

/** The game did not answer: no payment was begun. */
const NOT_RESERVED = 'fulfillment.reservation_unavailable';

/** Whether this request's own attempt may bring, or has brought, the money. A lost answer may have. */
function mayBringMoney({ status, body }: Answer): boolean {
  const { state, is_earlier } = body as AttemptAnswer;
  if (status !== 200) return body.code !== NOT_RESERVED && (status === 0 || status >= 500);
  return state === 'paid' ? is_earlier !== true : state === 'processing' || state === 'requires_action';
}

function problemOf(answer: Answer, view: CheckoutView, choice: string, say: Say): string {
  const { status, body } = answer;
  if (status === 200) return '';
  if (body.code === 'checkout.method_fields_wrong') return isAtFields(answer, fieldsOf(view, choice)) ? '' : say('method_needs_changed');
  if (body.code === 'order.requote') return say('total_changed', { total: view.amounts?.total.display ?? '' });
  // The card is from another country: the price is that one's now, to be confirmed by paying.
  if (body.code === 'checkout.place_contradicted' || body.code === 'checkout.business_contradicted') return view.amounts ? say('total_changed', { total: view.amounts.total.display }) : say('total_unknown');
  if (body.code === 'offer.no_longer_available') return say('item_gone');
  if (body.code === 'orders.player_banned') return say('player_banned');
  if (body.code === 'games.not_live_ready') return say('not_open');
  if (body.code === 'fulfillment.reservation_refused') return say('reservation_refused', { why: String(body.detail ?? '') });
  if (body.code === NOT_RESERVED) return say('reservation_unavailable');
  if (status === 0) return say('network_lost');
  if (status === 429) return say('too_many_attempts');
  if (status === 409) return '';
  return status >= 500 ? say('decline_payment_failed') : String(body.detail ?? say('decline_payment_failed'));
}

/** What stands in the way of charging the total that was seen; empty when nothing does. */
function objectionOf(order: Order, seen: SeenTotal | null, say: Say): string {
  const { view, typed } = order.now();
  const total = totalOf(view, typed);
  const { refusal_code, country_name, country } = view.place;
  if (!total) return refusal_code ? placeRefused(refusal_code, country_name ?? country ?? '', say) : say('total_unknown');
  if (!seen) return say('total_known', { total: total.display });
  return seen.minor === total.minor && seen.currency === total.currency ? '' : say('total_changed', { total: total.display });
}

/** Takes away what she has saved, and draws what is left. */
async function isRemoved(order: Order, id: string): Promise<boolean> {
  const { status } = await order.api.removeSaved(id);
  await order.look();
  return status === 204 || status === 404;
}

/** The words beside a box that she has ticked, as drawn and as they are now; empty while she has none. */
function useTick(): [drawn: string, now: MutableRef<string>, tick: (words: string) => void] {
  const [drawn, draw] = useState('');
  const now = useRef('');
  return [drawn, now, (words) => {
    now.current = words;
    draw(words);
  }];
}

/** What a choice of the page is to the server: what she has saved, or a method, which she may let be kept (`words`: what she has ticked). */
function paidBy({ saving, saved_methods }: CheckoutView, choice: string, words: string): { method: string; saved_method_id?: string; save?: { version: string; locale: string } } {
  const saved = saved_methods.find(({ id }) => id === choice);
  if (saved) return { method: saved.method, saved_method_id: saved.id };
  if (!saving || words !== saving.consent.words || !saving.methods.includes(choice)) return { method: choice };
  return { method: choice, save: { version: saving.consent.version, locale: saving.consent.locale } };
}

const isCard = ({ methods }: CheckoutView, choice: string): boolean => methods.find(({ method }) => method === choice)?.kind === 'card';

const walletOf = ({ wallets, saved_methods }: CheckoutView, choice: string): CheckoutView['wallets'][number] | undefined => (saved_methods.some(({ id }) => id === choice) ? undefined : wallets.find(({ method }) => method === choice));

/** Opened while her press still counts, and only where nothing stands in the way that is known by then. */
function sheetFor(order: Order, { choice, seen, ticked }: { choice: string; seen: SeenTotal | null; ticked: string }, wallets: Wallets, say: Say): OpenSheet | null {
  const { view, typed } = order.now();
  const wallet = walletOf(view, choice);
  if (!wallet || !seen || gaps(view, typed).length > 0 || objectionOf(order, seen, say) || (view.waiver && ticked !== view.waiver.words)) return null;
  return wallets.open(wallet, view, seen);
}

/** What the choice is paid by: a token of the card fields or of the sheet, or none. `fields`: she is told by the fields, or has closed the sheet herself. */
async function tokenFor(view: CheckoutView, choice: string, sheet: OpenSheet | null, tokenize: Tokenize | null): Promise<{ token: string | null } | { refused: 'fields' | 'silent' | 'sheet' }> {
  if (!walletOf(view, choice)) return isCard(view, choice) ? (tokenize?.() ?? { refused: 'silent' }) : { token: null };
  const token = await (sheet?.token ?? 'failed');
  return token === 'failed' ? { refused: 'sheet' } : token === null ? { refused: 'fields' } : { token };
}

/** One thing at a time: what is asked while another runs is not done. `wake` ends whatever ran when the page is shown again. */
function useTurn(begin: () => void): { isPaying: boolean; during: (work: () => Promise<void>) => Promise<void>; wake: () => void } {
  const [isPaying, setPaying] = useState(false);
  const paying = useRef(false);
  const wake = (): void => {
    paying.current = false;
    setPaying(false);
  };
  const during = async (work: () => Promise<void>): Promise<void> => {
    if (paying.current) return;
    paying.current = true;
    setPaying(true);
    begin();
    await work().finally(wake);
  };
  return { isPaying, during, wake };
}

/** What a choice of the page asks of her; what is saved asks nothing. */
const fieldsOf = ({ methods }: CheckoutView, choice: string): CheckoutView['methods'][number]['fields'] => methods.find(({ method }) => method === choice)?.fields ?? [];

/** The one attempt to pay that runs at a time. `settle` brings everything typed to the server; `inTheWay` is told what hinders it. */
export function usePayment(order: Order, settle: () => Promise<Obstacle | null>, { session, wallets }: { session: CheckoutSession; wallets: Wallets }, inTheWay: MutableRef<Obstacle | null>, say: Say): Payment {
  const [problem, setProblem] = useState('');
  const [part, setPart] = useState<Part>(firstPart(session));
  const { isPaying, during, wake } = useTurn(() => setProblem(''));
  const tokenize = useRef<Tokenize | null>(null);
  const [agreed, ticked, tick] = useTick();
  const [kept, keeping, keep] = useTick();
  const told = useMethodFields(order.shown.typed.email, say);

  const send = async (choice: string, token: string | null, seen: SeenTotal, sheet: OpenSheet | null): Promise<void> => {
    setPart('pays');
    const { waiver } = order.now().view;
    const answer = await order.api.pay({
      ...paidBy(order.now().view, choice, keeping.current), ...(token ? { token } : {}), ...told.sent(fieldsOf(order.now().view, choice)), expected_total_minor: seen.minor, expected_currency: seen.currency, immediate_delivery_requested: true, ...(waiver ? { waiver: { version: waiver.version, locale: waiver.locale } } : {}),
    }, newKey());
    const { state, action_url } = answer.body as AttemptAnswer;
    sheet?.done(mayBringMoney(answer));
    if (answer.status === 200 && state === 'requires_action' && action_url) return location.assign(action_url);
    setPart(mayBringMoney(answer) ? 'pays' : 'finds');
    await order.look();
    inTheWay.current = told.answered(answer, fieldsOf(order.now().view, choice));
    setProblem(problemOf(answer, order.now().view, choice, say));
  };
  const pay = (choice: string, seen: SeenTotal | null): Promise<void> => during(async () => {
    const sheet = sheetFor(order, { choice, seen, ticked: ticked.current }, wallets, say);
    try {
      await payBy(choice, seen, sheet);
    } finally {
      sheet?.done(false);
    }
  });
  const payBy = async (choice: string, seen: SeenTotal | null, sheet: OpenSheet | null): Promise<void> => {
    inTheWay.current = await settle();
    if (inTheWay.current || order.now().view.state !== 'open') return;
    const objection = objectionOf(order, seen, say);
    if (objection) return setProblem(objection);
    const { waiver } = order.now().view;
    if (waiver && ticked.current !== waiver.words) {
      inTheWay.current = 'waiver';
      return setProblem(say('waiver_missing'));
    }
    inTheWay.current = told.missing(fieldsOf(order.now().view, choice));
    if (inTheWay.current) return;
    const made = await tokenFor(order.now().view, choice, sheet, tokenize.current);
    if (!('refused' in made)) return send(choice, made.token, seen!, sheet);
    if (made.refused !== 'fields') setProblem(say(made.refused === 'silent' ? 'card_not_ready' : 'wallet_failed'));
  };
  const cancelAttempt = (): Promise<void> => during(async () => {
    const { typed, view } = order.now();
    forgetMethod(view.order_id);
    const answer = await order.inTurn(() => order.api.cancelAttempt());
    if (answer.status === 200) order.take(answer.body as unknown as ToldView, typed);
    else await order.look();
    if (order.now().view.state === 'open') setPart('finds');
  });
  const agree = (words: string): void => {
    tick(words);
    setProblem('');
  };
  const removeSaved = (id: string): Promise<void> => during(async () => setProblem((await isRemoved(order, id)) ? '' : say('saved_not_removed')));
  return { part, problem, isPaying, tokenize, agreed, agree, kept, keep, told, removeSaved, pay, cancelAttempt, wake, forget: () => setProblem('') };
}
