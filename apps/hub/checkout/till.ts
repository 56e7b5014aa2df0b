import type { CheckoutView } from '#sales/checkout/queries';
import type { Answer } from '../islands/dom.js';
import type { Say } from '../messages/messages.js';
import type { Tokenize } from './card-frame.js';
import { gaps, isEmail, isPostcode, type CheckoutSession, type Faults, type Field } from './session.js';
import type { CheckoutApi } from './store-api.js';

export interface Typed {
  email: string;
  region: string;
  postcode: string;
}

/** What the page shows. */
export interface TillState {
  view: CheckoutView;
  typed: Typed;
  faults: Faults;
  /** What went wrong beside the fields, for the place above the button. */
  problem: string;
  isPaying: boolean;
  /** How many changes are on their way to the server. */
  saving: number;
  /** True once this page itself has seen the payment through. */
  hasPaidHere: boolean;
}

/** The browser around it. */
export interface Surroundings {
  focus(field: Field): void;
  go(url: string): void;
}

type Changes = Parameters<CheckoutApi['change']>[0];

/** What a refused change of the place means, at its field. */
function faultOf({ body }: Answer, field: Field, say: Say): [Field, string] {
  const code = String(body.code ?? '');
  if (code === 'tax.postcode_malformed') return ['postcode', say('postcode_wrong')];
  if (code === 'tax.place_contradictory') return ['postcode', say('place_contradictory')];
  if (code === 'tax.region_unknown') return ['region', say('region_missing')];
  if (code.startsWith('tax.')) return [field === 'email' ? 'country' : field, say('place_refused')];
  return [field, field === 'email' ? say('email_wrong') : say('save_failed')];
}

function newKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** What was typed and is not at the server yet. */
function unsaved({ view, typed }: TillState): Changes {
  const { email, region, postcode } = typed;
  return {
    ...(email.trim() !== view.email ? { email: email.trim() } : {}),
    ...(view.place.needs.region && region !== view.place.region ? { region } : {}),
    ...(view.place.needs.postcode && postcode.trim() !== view.place.postcode ? { postcode: postcode.trim() } : {}),
  };
}

/** The checkout of one order in a browser: what is typed, what the server knows, and the one attempt to pay that runs at a time. */
export class Till {
  state: TillState;
  /** Who draws it. */
  shown: (state: TillState) => void = () => undefined;
  readonly tokenize: { current: Tokenize | null } = { current: null };
  private queue: Promise<unknown> = Promise.resolve();
  private paying = false;

  constructor(session: CheckoutSession, private readonly say: Say, readonly api: CheckoutApi, private readonly browser: Surroundings) {
    const { view } = session;
    this.state = {
      view, typed: { email: view.email ?? '', region: view.place.region ?? '', postcode: view.place.postcode ?? '' }, faults: {}, problem: '', isPaying: false, saving: 0, hasPaidHere: session.hasReturned,
    };
  }

  /** Asks the server how the order stands. */
  async look(): Promise<void> {
    const view = await this.api.view();
    if (view) this.show({ view });
  }

  type(field: Field, value: string): void {
    if (field !== 'country') this.show({ typed: { ...this.state.typed, [field]: value } });
    if (this.state.faults[field]) this.fault(field, null);
  }

  leave(field: Field, value: string): void {
    this.type(field, value);
    const { place, email } = this.state.view;
    const text = value.trim();
    if (!text) return;
    if (field === 'email') {
      if (text === email) return;
      if (isEmail(text)) void this.change('email', { email: text });
      else this.fault('email', this.say('email_wrong'));
    } else if (field === 'country') {
      if (text !== place.country) void this.change('country', { country: text });
    } else if (field === 'region') {
      if (text !== place.region) void this.change('region', { region: text });
    } else if (text !== place.postcode) {
      if (isPostcode(text, place.postcode_pattern)) void this.change('postcode', { postcode: text });
      else this.fault('postcode', this.say('postcode_wrong'));
    }
  }

  async pay(method: string): Promise<void> {
    if (this.paying) return;
    this.paying = true;
    this.show({ isPaying: true, problem: '' });
    try {
      if (!(await this.settleDetails())) return;
      const isCard = this.state.view.methods.find((each) => each.method === method)?.kind === 'card';
      const made = isCard ? await (this.tokenize.current?.() ?? { refused: 'silent' as const }) : { token: null };
      if ('refused' in made) {
        if (made.refused === 'silent') this.show({ problem: this.say('card_not_ready') });
        return;
      }
      await this.send(method, made.token);
    } finally {
      this.paying = false;
      this.show({ isPaying: false });
    }
  }

  async cancelAttempt(): Promise<void> {
    this.show({ isPaying: true });
    const answer = await this.api.cancelAttempt();
    this.show({ hasPaidHere: false });
    if (answer.status === 200) this.show({ view: answer.body as unknown as CheckoutView });
    else await this.look();
    this.show({ isPaying: false });
  }

  /** The page is seen again: another tab may have paid. */
  async seenAgain(): Promise<void> {
    if (!this.paying) await this.look();
  }

  /** The page came back from the browser's memory, with whatever it was doing then. */
  async restored(): Promise<void> {
    this.paying = false;
    this.show({ isPaying: false });
    await this.look();
  }

  private show(change: Partial<TillState>): void {
    this.state = { ...this.state, ...change };
    this.shown(this.state);
  }

  private fault(field: Field, text: string | null): void {
    const { [field]: _gone, ...rest } = this.state.faults;
    this.show({ faults: text === null ? rest : { ...rest, [field]: text } });
  }

  /** Changes go out one after the other, so that the last one wins at the server too. */
  private change(field: Field, what: Changes): Promise<boolean> {
    const work = this.queue.then(async () => {
      this.show({ saving: this.state.saving + 1 });
      const answer = await this.api.change(what);
      this.show({ saving: this.state.saving - 1 });
      this.fault(field, null);
      return this.changed(field, answer);
    });
    this.queue = work;
    return work;
  }

  private async changed(field: Field, answer: Answer): Promise<boolean> {
    if (answer.status === 200) {
      const view = answer.body as unknown as CheckoutView;
      this.show({ view, problem: '' });
      if (field === 'country') this.show({ typed: { ...this.state.typed, region: view.place.region ?? '', postcode: view.place.postcode ?? '' } });
      return true;
    }
    if (answer.status === 409) {
      await this.look();
      return false;
    }
    const [where, text] = answer.status === 0 || answer.status >= 500 ? ([field, this.say('save_failed')] as const) : faultOf(answer, field, this.say);
    this.fault(where, text);
    // The select goes back to the country that counts.
    if (field === 'country') await this.look();
    return false;
  }

  /** Everything typed is at the server; otherwise says what is missing and leads there. */
  private async settleDetails(): Promise<boolean> {
    const words: Record<Field, string> = { email: this.say('email_wrong'), country: this.say('total_unknown'), region: this.say('region_missing'), postcode: this.say('postcode_wrong') };
    const missing = gaps(this.state.view, this.state.typed);
    if (missing.length > 0) {
      this.show({ faults: Object.fromEntries(missing.map((field) => [field, words[field]])) });
      this.browser.focus(missing[0]!);
      return false;
    }
    await this.queue;
    const what = unsaved(this.state);
    const field = (Object.keys(what)[0] ?? 'email') as Field;
    // The total is what was seen: where saving changes it, the player looks at it first.
    const { amounts: seen } = this.state.view;
    const before = seen?.tax ? seen.total.minor : null;
    if (Object.keys(what).length > 0 && !(await this.change(field, what))) return false;
    const { amounts, place } = this.state.view;
    if (!amounts || place.missing.length > 0 || place.refusal_code) {
      this.show({ problem: place.refusal_code ? this.say('place_refused') : this.say('total_unknown') });
      return false;
    }
    if (before === null || before === amounts.total.minor) return true;
    this.show({ problem: this.say('total_changed', { total: amounts.total.display }) });
    return false;
  }

  private async send(method: string, token: string | null): Promise<void> {
    const { amounts } = this.state.view;
    const answer = await this.api.pay({ method, ...(token ? { token } : {}), expected_total_minor: amounts!.total.minor, expected_currency: amounts!.currency, immediate_delivery_requested: true }, newKey());
    const { state, action_url } = answer.body as { state?: string; action_url?: string | null };
    if (answer.status === 200 && state === 'requires_action' && action_url) return this.browser.go(action_url);
    if (answer.status === 200 && (state === 'paid' || state === 'processing')) this.show({ hasPaidHere: true });
    await this.look();
    const problem = this.problemOf(answer);
    if (problem !== null) this.show({ problem });
  }

  /** Why a payment was not even tried; null where the view tells what there is to tell. */
  private problemOf({ status, body }: Answer): string | null {
    if (status === 200) return null;
    if (body.code === 'order.requote') return this.say('total_changed', { total: this.state.view.amounts?.total.display ?? '' });
    if (body.code === 'offer.no_longer_available') return this.say('item_gone');
    if (body.code === 'orders.player_banned') return this.say('player_banned');
    if (status === 0) return this.say('network_lost');
    if (status === 429) return this.say('too_many_attempts');
    if (status === 409) return null;
    return status >= 500 ? this.say('decline_payment_failed') : String(body.detail ?? this.say('decline_payment_failed'));
  }
}
