import type { CheckoutView } from '#sales/checkout/queries';
import type { Answer } from '../islands/dom.js';
import { sayIn } from '../messages/messages.js';
import type { CheckoutSession } from './session.js';
import type { CheckoutApi } from './store-api.js';
import { Till } from './till.js';

const total = (minor: number) => ({ currency: 'EUR', tax: { minor: 0, display: '' }, total: { minor, display: `€${minor / 100}` } });
const open = (changes: object = {}) => ({
  state: 'open', email: null, amounts: total(999), methods: [{ method: 'card', kind: 'card' }, { method: 'bank_transfer', kind: 'async' }],
  place: { country: 'DE', region: null, postcode: null, needs: { region: false, postcode: false }, postcode_pattern: null, missing: [], refusal_code: null }, ...changes,
}) as unknown as CheckoutView;
const answered = (status: number, body: object = {}): Answer => ({ status, body: body as Answer['body'] });

/** A server that answers what the test says, and a browser that remembers where it was led. */
function atTheTill(view = open()) {
  const asked: [string, object][] = [];
  const led: string[] = [];
  const server = { view, change: (what: object) => Promise.resolve(answered(200, { ...server.view, ...what })), pay: (_what: object): Promise<Answer> => Promise.resolve(answered(200, { state: 'paid' })) };
  const api = {
    view: () => Promise.resolve(server.view), cancelAttempt: () => Promise.resolve(answered(200, server.view)),
    change: (what: object) => { asked.push(['change', what]); return server.change(what); }, pay: (what: object) => { asked.push(['pay', what]); return server.pay(what); },
  } as unknown as CheckoutApi;
  const session = { view, hasReturned: false } as CheckoutSession;
  const till = new Till(session, sayIn('en'), api, { focus: (field) => led.push(field), go: (url) => led.push(url) });
  return { till, server, asked, led };
}

describe('The till', () => {
  it('leads to what is missing and asks nothing of the server', async () => {
    const { till, asked, led } = atTheTill();
    await till.pay('card');
    expect(till.state.faults.email).toBeTruthy();
    expect([asked, led, till.state.isPaying]).toEqual([[], ['email'], false]);
  });

  it('saves what was typed before it pays, and pays once for a double click', async () => {
    const { till, asked } = atTheTill();
    till.tokenize.current = () => Promise.resolve({ token: 'ptk_1' });
    till.type('email', 'aria@example.com');
    await Promise.all([till.pay('card'), till.pay('card')]);
    expect(asked).toEqual([['change', { email: 'aria@example.com' }], ['pay', { method: 'card', token: 'ptk_1', expected_total_minor: 999, expected_currency: 'EUR', immediate_delivery_requested: true }]]);
    expect(till.state).toMatchObject({ hasPaidHere: true, isPaying: false, saving: 0 });
  });

  it('shows a total that saving has changed, and takes it only at the next click', async () => {
    const { till, server, asked } = atTheTill();
    server.change = (what) => Promise.resolve(answered(200, (server.view = open({ ...what, amounts: total(1062) }))));
    till.type('email', 'aria@example.com');
    await till.pay('bank_transfer');
    expect([till.state.problem, asked.map(([name]) => name)]).toEqual([expect.stringContaining('€10.62'), ['change']]);
    await till.pay('bank_transfer');
    expect(asked.at(-1)).toEqual(['pay', expect.objectContaining({ expected_total_minor: 1062 })]);
  });

  it('sends changes one after the other', async () => {
    const { till, server, asked } = atTheTill();
    const waiting: (() => void)[] = [];
    server.change = (what) => new Promise((resolve) => waiting.push(() => resolve(answered(200, (server.view = open({ ...server.view, ...what }))))));
    till.leave('email', 'aria@example.com');
    till.leave('country', 'FR');
    await new Promise(setImmediate);
    expect(asked).toEqual([['change', { email: 'aria@example.com' }]]);
    waiting.shift()!();
    await new Promise(setImmediate);
    expect(asked.slice(1)).toEqual([['change', { country: 'FR' }]]);
  });

  it.each([
    ['tax.postcode_malformed', 'postcode', 'postcode'], ['tax.region_unknown', 'postcode', 'region'], ['tax.place_not_served', 'email', 'country'], ['request.invalid', 'email', 'email'],
  ] as const)('puts %s of a changed %s at the field %s', async (code, field, at) => {
    const { till, server } = atTheTill();
    server.change = () => Promise.resolve(answered(422, { code }));
    till.leave(field, field === 'email' ? 'aria@example.com' : '06101');
    await new Promise(setImmediate);
    expect(Object.keys(till.state.faults)).toEqual([at]);
  });

  it('goes to the bank that wants to see the player', async () => {
    const { till, server, led } = atTheTill(open({ email: 'aria@example.com' }));
    server.pay = () => Promise.resolve(answered(200, { state: 'requires_action', action_url: 'https://bank.example/3ds' }));
    await till.pay('bank_transfer');
    expect([led, till.state.hasPaidHere]).toEqual([['https://bank.example/3ds'], false]);
  });

  it.each([[0, {}], [429, {}], [503, {}], [422, { detail: 'No.' }], [409, { code: 'order.requote' }], [409, { code: 'offer.no_longer_available' }], [403, { code: 'orders.player_banned' }]])('says why a payment that was answered %d was not tried', async (status, body) => {
    const { till, server } = atTheTill(open({ email: 'aria@example.com' }));
    server.pay = () => Promise.resolve(answered(status, body));
    await till.pay('bank_transfer');
    expect([till.state.problem !== '', till.state.hasPaidHere, till.state.isPaying]).toEqual([true, false, false]);
  });
});
