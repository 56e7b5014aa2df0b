import { useEffect, useRef, useState } from 'preact/hooks';
import type { MutableRef } from 'preact/hooks';
import type { CheckoutView } from '#sales/checkout/queries';
import type { Answer } from '../islands/dom.js';
import type { Say } from '../messages/messages.js';
import type { Tokenize } from './card-frame.js';
import { gaps, isEmail, isPostcode, isWatched, type CheckoutSession, type Faults, type Field } from './session.js';
import { CheckoutApi } from './store-api.js';
import { watch } from './watch.js';

export interface Checkout {
  view: CheckoutView;
  typed: { email: string; region: string; postcode: string };
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

function newKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

const focusField = (field: Field): void => document.getElementById(field)?.focus();

/** What a refused change of the place means, at its field. */
function faultOf({ body }: Answer, field: Field, say: Say): [Field, string] {
  const code = String(body.code ?? '');
  if (code === 'tax.postcode_malformed') return ['postcode', say('postcode_wrong')];
  if (code === 'tax.place_contradictory') return ['postcode', say('place_contradictory')];
  if (code === 'tax.region_unknown') return ['region', say('region_missing')];
  if (code.startsWith('tax.')) return [field === 'email' ? 'country' : field, say('place_refused')];
  return [field, field === 'email' ? say('email_wrong') : say('save_failed')];
}

/** The checkout of one order in a browser: what is typed, what the server knows, and the one attempt to pay that runs at a time. */
export function useCheckout(session: CheckoutSession, say: Say): Checkout {
  const api = useRef<CheckoutApi>();
  api.current ??= new CheckoutApi(session.secret, session.locale);
  const [view, setView] = useState(session.view);
  const [typed, setTyped] = useState({ email: session.view.email ?? '', region: session.view.place.region ?? '', postcode: session.view.place.postcode ?? '' });
  const [faults, setFaults] = useState<Faults>({});
  const [problem, setProblem] = useState('');
  const [isPaying, setPaying] = useState(false);
  const [saving, setSaving] = useState(0);
  const [hasPaidHere, setPaidHere] = useState(session.hasReturned);
  const latest = useRef({ view, typed });
  latest.current = { view, typed };
  const queue = useRef<Promise<unknown>>(Promise.resolve());
  const paying = useRef(false);
  const tokenize = useRef<Tokenize | null>(null);

  const take = (next: CheckoutView): void => {
    latest.current.view = next;
    setView(next);
  };
  const look = async (): Promise<void> => {
    const next = await api.current!.view();
    if (next) take(next);
  };

  /** Changes go out one after the other, so that the last one wins at the server too. */
  const change = (field: Field, what: Parameters<CheckoutApi['change']>[0]): Promise<boolean> => {
    const work = queue.current.then(async () => {
      setSaving((count) => count + 1);
      const answer = await api.current!.change(what);
      setSaving((count) => count - 1);
      setFaults(({ [field]: _gone, ...rest }) => rest);
      if (answer.status === 200) {
        const next = answer.body as unknown as CheckoutView;
        take(next);
        setProblem('');
        if (field === 'country') setTyped((now) => ({ ...now, region: next.place.region ?? '', postcode: next.place.postcode ?? '' }));
        return true;
      }
      if (answer.status === 409) {
        await look();
        return false;
      }
      const [where, text] = answer.status === 0 || answer.status >= 500 ? ([field, say('save_failed')] as const) : faultOf(answer, field, say);
      setFaults((now) => ({ ...now, [where]: text }));
      // The select goes back to the country that counts.
      if (field === 'country') await look();
      return false;
    });
    queue.current = work;
    return work;
  };

  const type = (field: Field, value: string): void => {
    if (field !== 'country') {
      latest.current.typed = { ...latest.current.typed, [field]: value };
      setTyped(latest.current.typed);
    }
    if (faults[field]) setFaults(({ [field]: _gone, ...rest }) => rest);
  };

  const leave = (field: Field, value: string): void => {
    type(field, value);
    const { place, email } = latest.current.view;
    const text = value.trim();
    if (field === 'email') {
      if (!text || text === email) return;
      if (isEmail(text)) void change('email', { email: text });
      else setFaults((now) => ({ ...now, email: say('email_wrong') }));
    } else if (field === 'country') {
      if (text && text !== place.country) void change('country', { country: text });
    } else if (field === 'region') {
      if (text && text !== place.region) void change('region', { region: text });
    } else if (text && text !== place.postcode) {
      if (isPostcode(text, place.postcode_pattern)) void change('postcode', { postcode: text });
      else setFaults((now) => ({ ...now, postcode: say('postcode_wrong') }));
    }
  };

  /** Everything typed is at the server; otherwise says what is missing and leads there. */
  const settleDetails = async (): Promise<boolean> => {
    const words: Record<Field, string> = { email: say('email_wrong'), country: say('total_unknown'), region: say('region_missing'), postcode: say('postcode_wrong') };
    const missing = gaps(latest.current.view, latest.current.typed);
    if (missing.length > 0) {
      setFaults(Object.fromEntries(missing.map((field) => [field, words[field]])));
      focusField(missing[0]!);
      return false;
    }
    await queue.current;
    const { email, region, postcode } = latest.current.typed;
    const known = latest.current.view;
    const what = {
      ...(email.trim() !== known.email ? { email: email.trim() } : {}),
      ...(known.place.needs.region && region !== known.place.region ? { region } : {}),
      ...(known.place.needs.postcode && postcode.trim() !== known.place.postcode ? { postcode: postcode.trim() } : {}),
    };
    const field = (Object.keys(what)[0] ?? 'email') as Field;
    // The total is what was seen: where saving changes it, the player looks at it first.
    const before = known.amounts?.tax ? known.amounts.total.minor : null;
    if (Object.keys(what).length > 0 && !(await change(field, what))) return false;
    const after = latest.current.view;
    if (!after.amounts || after.place.missing.length > 0 || after.place.refusal_code) {
      setProblem(after.place.refusal_code ? say('place_refused') : say('total_unknown'));
      return false;
    }
    if (before === null || before === after.amounts.total.minor) return true;
    setProblem(say('total_changed', { total: after.amounts.total.display }));
    return false;
  };

  const send = async (method: string, token: string | null): Promise<void> => {
    const { amounts } = latest.current.view;
    const answer = await api.current!.pay({ method, ...(token ? { token } : {}), expected_total_minor: amounts!.total.minor, expected_currency: amounts!.currency, immediate_delivery_requested: true }, newKey());
    const { state, action_url } = answer.body as { state?: string; action_url?: string | null };
    if (answer.status === 200 && state === 'requires_action' && action_url) {
      location.assign(action_url);
      return;
    }
    if (answer.status === 200 && (state === 'paid' || state === 'processing')) setPaidHere(true);
    await look();
    if (answer.status === 200) return;
    if (answer.body.code === 'order.requote') setProblem(say('total_changed', { total: latest.current.view.amounts?.total.display ?? '' }));
    else if (answer.body.code === 'offer.no_longer_available') setProblem(say('item_gone'));
    else if (answer.body.code === 'orders.player_banned') setProblem(say('player_banned'));
    else if (answer.status === 0) setProblem(say('network_lost'));
    else if (answer.status === 429) setProblem(say('too_many_attempts'));
    else if (answer.status !== 409) setProblem(answer.status >= 500 ? say('decline_payment_failed') : String(answer.body.detail ?? say('decline_payment_failed')));
  };

  const pay = async (method: string): Promise<void> => {
    if (paying.current) return;
    paying.current = true;
    setPaying(true);
    setProblem('');
    try {
      if (!(await settleDetails())) return;
      const isCard = latest.current.view.methods.find((each) => each.method === method)?.kind === 'card';
      const made = isCard ? await (tokenize.current?.() ?? { refused: 'silent' as const }) : { token: null };
      if ('refused' in made) {
        if (made.refused === 'silent') setProblem(say('card_not_ready'));
        return;
      }
      await send(method, made.token);
    } finally {
      paying.current = false;
      setPaying(false);
    }
  };

  const cancelAttempt = async (): Promise<void> => {
    setPaying(true);
    const answer = await api.current!.cancelAttempt();
    setPaidHere(false);
    if (answer.status === 200) take(answer.body as unknown as CheckoutView);
    else await look();
    setPaying(false);
  };

  // Back from the bank: its answer is asked for, so that nobody waits for a notification.
  useEffect(() => {
    if (session.hasReturned && view.state === 'processing') void api.current!.refresh().then(look);
  }, []);
  useEffect(() => {
    if (!isWatched(view.state)) return undefined;
    const end = new AbortController();
    void watch(api.current!, look, end.signal);
    return () => end.abort();
  }, [view.state]);
  // Another tab may have paid, and a page that comes back from the browser's memory is old.
  useEffect(() => {
    const shown = (): void => { if (document.visibilityState === 'visible' && !paying.current) void look(); };
    const restored = (event: PageTransitionEvent): void => {
      if (!event.persisted) return;
      paying.current = false;
      setPaying(false);
      void look();
    };
    document.addEventListener('visibilitychange', shown);
    addEventListener('pageshow', restored);
    return () => {
      document.removeEventListener('visibilitychange', shown);
      removeEventListener('pageshow', restored);
    };
  }, []);

  return { view, typed, faults, problem, isPaying, isSaving: saving > 0, hasPaidHere, tokenize, type, leave, pay, cancelAttempt };
}
