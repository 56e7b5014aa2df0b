import pg from 'pg';
import { fakeSignIn } from '#player/sign-in/testing';
import { fakeOffers, storefrontItem, storefrontStore } from '#store/offers/testing';
import { bootContext, type Booted, type Tenant } from '../../../../test/support/boot.js';
import * as tax from '#money/tax/module';
import { SaveHub } from '../contracts/commands.js';
import { StorefrontModule, rows } from '../module.js';

const signIn = fakeSignIn();
const offers = fakeOffers();
let app: Booted;
let tenant: Tenant;
beforeAll(async () => {
  app = await bootContext({ modules: [StorefrontModule, tax.TaxModule], rows: [...rows, ...tax.rows], fakes: [signIn.module, offers.module] });
  const owner = new pg.Client({ connectionString: app.db.ownerUrl });
  await owner.connect();
  await tax.storeDemoRegistrations(owner);
  await owner.end();
});
beforeEach(async () => {
  tenant = await app.tenant();
  offers.stores = [storefrontStore([storefrontItem({ price: { amount_minor: 449, before_discount_minor: 499, currency: 'EUR' } })])];
  signIn.signIn(tenant.gameId, tenant.gameId, 'P-1');
  await app.commands.execute(new SaveHub({ slug: tenant.gameId.slice(-12), name: 'Hub', default_country: 'DE' }), tenant.scope);
});
afterAll(() => app.close());

const read = (query = '', headers: Record<string, string> = {}) => app.inject({ method: 'GET', url: `/store/v1/storefront${query}`, headers: { authorization: `Bearer ${tenant.gameId}`, ...headers } });

describe('The storefront as it is sent', () => {
  it('shows what is on sale, in the country and language that are asked for or the hub has', async () => {
    const answer = await read();
    expect(answer.headers).toMatchObject({ 'content-type': 'application/json; charset=utf-8', 'cache-control': 'private, max-age=0', vary: 'Authorization, Cookie, X-Hubcraft-Hub' });
    expect(answer.json).toMatchObject({ country: 'DE', price_display: 'inclusive', stores: [{ name: 'Store', items: [{ sku: 'sword', price: { amount: 449, amount_before_discount: 499, exponent: 2, display: '€4.49' } }] }] });
    const german = (await read('?country=US&locale=de')).json;
    expect([german.country, german.price_display, german.stores[0].items[0].price.display]).toEqual(['US', 'exclusive', '4,49\u00a0€']);
    expect((await read()).text).toBe(answer.text);
  });

  it('is not sent again to who has it', async () => {
    const { etag } = (await read()).headers as { etag: string };
    const again = await read('', { 'if-none-match': `"other", W/${etag}` });
    expect([again.status, again.text, again.headers.etag]).toEqual([304, '', etag]);
    expect((await read('?country=US', { 'if-none-match': etag })).status).toBe(200);
    offers.stores = [];
    const changed = await read('', { 'if-none-match': etag });
    expect([changed.status, changed.json.stores]).toEqual([200, []]);
  });

  it('follows a change of the hub at once', async () => {
    expect((await read()).json.country).toBe('DE');
    await app.commands.execute(new SaveHub({ slug: tenant.gameId.slice(-12), name: 'Hub', default_country: 'FR' }), tenant.scope);
    expect((await read()).json.country).toBe('FR');
  });

  it('puts shelves, categories and badges into the language of who reads, as far as the hub has words for them', async () => {
    const category = { id: 'cat_1', name: 'Gear', position: 0 };
    offers.stores = [storefrontStore([storefrontItem({ badge: 'Hot', category }), storefrontItem({ badge: 'toString', category: null })], { name: 'Armory', description: '' })];
    const words = async (locale: string) => {
      const [store] = (await read(`?locale=${locale}`)).json.stores;
      return [store.name, store.description, ...store.items.flatMap((item: { badge: string; category: { name: string } | null }) => [item.badge, item.category?.name])];
    };
    expect(await words('de')).toEqual(['Armory', '', 'Hot', 'Gear', 'toString', undefined]);
    await app.commands.execute(new SaveHub({ slug: tenant.gameId.slice(-12), name: 'Hub', translations: { de: { Armory: 'Rüstkammer', Hot: 'Heiß', Gear: 'Ausrüstung' } } }), tenant.scope);
    expect(await words('de')).toEqual(['Rüstkammer', '', 'Heiß', 'Ausrüstung', 'toString', undefined]);
    expect([await words('de-AT'), await words('en')]).toEqual([await words('de'), ['Armory', '', 'Hot', 'Gear', 'toString', undefined]]);
  });

  it('asks the database for nothing while nothing changes', async () => {
    await read();
    const [before, from] = [app.database.statements, performance.now()];
    for (let n = 0; n < 20; n++) expect((await read()).status).toBe(200);
    // One look at the hub per 250 ms, however long the machine takes: begin, tell the game, read, commit.
    const looks = Math.floor((performance.now() - from) / 250) + 1;
    expect(app.database.statements - before).toBeLessThanOrEqual(looks * 4);
  });

  it.each([['KP', 'tax.place_embargoed'], ['IR', 'tax.place_embargoed'], ['CU', 'tax.place_embargoed'], ['BR', 'tax.rate_unverified'], ['RU', 'tax.place_not_served']])('has no price in %s: %s', async (country, refusal_code) => {
    const { status, json, text } = await read(`?country=${country}`);
    expect([status, json]).toMatchObject([200, { country, refusal_code, stores: [{ items: [{ sku: 'sword', price: null }] }] }]);
    expect(text).not.toMatch(/\b449\b|4\.49/);
  });

  it('has no price where the studio has its game sold by nobody, and of its own game alone', async () => {
    const set = (mode: string) => app.inject({ method: 'PUT', url: '/v1/game/countries/FR', apiKey: tenant.apiKey, body: { mode, note: 'Until the rating is there' } });
    expect((await set('blocked')).json).toEqual({ country: 'FR', mode: 'blocked' });
    expect((await app.inject({ method: 'GET', url: '/v1/game/countries', apiKey: tenant.apiKey })).json).toEqual({ data: [{ country: 'FR', mode: 'blocked', note: 'Until the rating is there', set_by: expect.stringMatching(/^key_/), set_at: expect.any(Number) }] });
    const { json, text } = await read('?country=FR');
    expect(json).toMatchObject({ refusal_code: 'games.country_blocked', stores: [{ items: [{ price: null }] }] });
    expect(text).not.toMatch(/\b449\b|4\.49/);
    // An embargo is the graver word.
    expect((await app.inject({ method: 'PUT', url: '/v1/game/countries/CU', apiKey: tenant.apiKey, body: { mode: 'blocked' } })).status).toBe(200);
    expect((await read('?country=CU')).json.refusal_code).toBe('tax.place_embargoed');
    const other = await app.tenant();
    expect((await app.inject({ method: 'GET', url: '/v1/game/countries', apiKey: other.apiKey })).json).toEqual({ data: [] });
    expect((await app.inject({ method: 'PUT', url: '/v1/game/countries/XX', apiKey: tenant.apiKey, body: { mode: 'blocked' } })).json).toMatchObject({ status: 404, code: 'games.country_not_found' });
    expect((await app.inject({ method: 'PUT', url: '/v1/game/countries/FR', apiKey: tenant.apiKey, body: { mode: 'nobody' } })).status).toBe(422);
    expect((await set('operator')).json).toEqual({ country: 'FR', mode: 'operator' });
    expect((await app.inject({ method: 'GET', url: '/v1/game/countries', apiKey: tenant.apiKey })).json.data).toHaveLength(1);
  });

  it('says of no other country that nothing is sold there, also where the checkout has more to ask', async () => {
    for (const country of ['DE', 'US', 'UA', 'HK', 'AR']) expect((await read(`?country=${country}`)).json).toMatchObject({ refusal_code: null, stores: [{ items: [{ price: { amount: 449 } }] }] });
    expect(await read('?country=XX')).toMatchObject({ status: 422, json: { code: 'tax.country_unknown', errors: [{ loc: ['query', 'country'] }] } });
  });

  it('is one answer per game', async () => {
    const mine = (await read()).headers.etag;
    const other = await app.tenant();
    signIn.signIn('other', other.gameId, 'P-1');
    const theirs = await app.inject({ method: 'GET', url: '/store/v1/storefront', headers: { authorization: 'Bearer other' } });
    expect([theirs.status, theirs.json.code, typeof mine]).toEqual([404, 'storefront.no_hub', 'string']);
  });
});
