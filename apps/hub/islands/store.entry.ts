import { sayIn, type Say } from '../messages/messages.js';
import { isPlaceRefusal, placeRefused } from '../messages/place-refused.js';
import { call, newKey, stateOf, type Answer, type PageState } from './dom.js';
import { followShelves } from './tabs.js';

const state = stateOf<PageState>();
const say: Say = sayIn(state.locale);
const hubHeader = { 'x-hubcraft-hub': state.hub };

/** What a refusal means to the player. */
function explain({ status, body }: Answer): string {
  if (body.code === 'player.refused') return body.game_code === 'banned' ? say('player_banned') : say('player_refused');
  if (body.code === 'orders.player_banned') return say('player_banned');
  if (body.code === 'games.not_live_ready') return say('not_open');
  if (body.code === 'offers.not_for_sale' || body.code === 'offers.unknown_store_item') return say('item_gone');
  if (typeof body.code === 'string' && isPlaceRefusal(body.code)) return placeRefused(body.code, new Intl.DisplayNames(state.locale, { type: 'region' }).of(state.country) ?? state.country, say);
  if (status === 429) return say('too_many_attempts');
  if (status === 503) return body.code === 'player.verification_unavailable' ? say('game_silent') : say('unavailable');
  return typeof body.detail === 'string' && status >= 400 && status < 500 ? body.detail : say('unavailable');
}

/** A button while its work runs: it cannot be pressed again, and says what happens. */
async function busy(button: HTMLButtonElement, text: string, work: () => Promise<boolean>): Promise<void> {
  if (button.disabled) return;
  const before = button.textContent;
  button.disabled = true;
  button.textContent = text;
  const leaves = await work();
  if (leaves) return;
  button.disabled = false;
  button.textContent = before;
}

function buying(button: HTMLButtonElement): void {
  const problem = document.querySelector<HTMLElement>('[data-problem]')!;
  const label = button.textContent;
  // The key of one wish to buy: an order whose answer was lost is found by it, not made twice.
  let key = newKey();
  button.addEventListener('click', () => busy(button, say('opening_checkout'), async () => {
    problem.textContent = '';
    const answer = await call('POST', '/store/v1/orders', { headers: { ...hubHeader, 'idempotency-key': key }, body: { items: [{ store_item_id: button.dataset.buy, quantity: 1 }], locale: state.locale, country: state.country } });
    if (answer.status !== 0 && answer.status < 500) key = newKey();
    if (answer.status === 401) {
      location.href = `/h/${state.hub}/sign-in?next=${encodeURIComponent(location.pathname)}`;
      return true;
    }
    if (answer.status >= 300 || answer.status === 0) {
      problem.textContent = explain(answer);
      return false;
    }
    location.href = new URL(answer.body.checkout_url as string).pathname;
    return true;
  }));
  // Back from the checkout by the browser's own button: the page is as it was left.
  addEventListener('pageshow', (event) => {
    if (!event.persisted) return;
    button.disabled = false;
    button.textContent = label;
  });
}

function signingIn(form: HTMLFormElement): void {
  const input = form.querySelector('input')!;
  const button = form.querySelector('button')!;
  const problem = form.querySelector<HTMLElement>('[data-problem]')!;
  const refuse = (text: string): false => {
    problem.textContent = text;
    input.setAttribute('aria-invalid', 'true');
    input.focus();
    return false;
  };
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void busy(button, say('checking_player'), async () => {
      problem.textContent = '';
      input.removeAttribute('aria-invalid');
      const playerId = input.value.trim();
      if (!playerId) return refuse(say('player_id_missing'));
      const answer = await call('POST', '/store/v1/session', { body: { hub: state.hub, player_id: playerId } });
      if (answer.status !== 200) return refuse(explain(answer));
      // The same address now greets her by the name that the game said, with her header around it.
      location.replace(location.pathname + location.search);
      return true;
    });
  });
  button.disabled = false;
}

function signingOut(button: HTMLButtonElement): void {
  button.addEventListener('click', () => busy(button, say('loading'), async () => {
    const { status } = await call('DELETE', '/store/v1/session', { headers: hubHeader });
    if (status !== 204) return false;
    location.href = `/h/${state.hub}`;
    return true;
  }));
}

document.querySelectorAll<HTMLButtonElement>('[data-buy]').forEach(buying);
document.querySelectorAll<HTMLFormElement>('[data-sign-in]').forEach(signingIn);
document.querySelectorAll<HTMLButtonElement>('[data-sign-out]').forEach(signingOut);
document.querySelectorAll<HTMLElement>('[data-tabs]').forEach(followShelves);
