import { bootContext, type Booted, type Tenant } from '../../../../test/support/boot.js';
import { StorefrontModule, rows } from '../module.js';

describe('Hubs', () => {
  let app: Booted;
  let tenant: Tenant;
  beforeAll(async () => {
    app = await bootContext({ modules: [StorefrontModule], rows });
    tenant = await app.tenant();
  });
  afterAll(() => app.close());

  const save = (body: unknown, apiKey = tenant.apiKey) => app.inject({ method: 'PUT', url: '/v1/hub', apiKey, body });
  const get = (apiKey = tenant.apiKey) => app.inject({ method: 'GET', url: '/v1/hub', apiKey });
  const route = async (slug: string) => (await app.look(`SELECT game_id FROM platform.route WHERE kind = 'hub' AND handle = $1`, [slug]))[0]?.game_id;

  it('is made with defaults, changed member by member, and found by its slug', async () => {
    expect((await get()).json.code).toBe('storefront.no_hub');
    const made = (await save({ slug: 'first', name: 'First', accent_color: '#FF8800', back_to_game_url: 'mygame://open' })).json;
    expect(made).toMatchObject({ slug: 'first', url: 'http://127.0.0.1:4400/h/first', accent_color: '#ff8800', scheme: 'dark', locales: ['en', 'de'] });
    const changed = (await save({ slug: 'second', name: 'Second', default_country: 'DE', default_locale: 'de' })).json;
    expect(changed).toMatchObject({ id: made.id, name: 'Second', accent_color: '#ff8800', back_to_game_url: 'mygame://open', default_country: 'DE', default_locale: 'de' });
    expect([await route('first'), await route('second')]).toEqual([undefined, tenant.gameId]);
  });

  it('keeps translations of texts until they are told anew', async () => {
    const translations = { de: { Featured: 'Angebote' } };
    expect((await save({ slug: 'second', name: 'Second', translations })).json.translations).toEqual(translations);
    expect((await save({ slug: 'second', name: 'Second' })).json.translations).toEqual(translations);
    for (const wrong of [{ fr: {} }, { de: [] }, { de: null }, { de: { A: 1 } }, { de: { A: '' } }, { de: { '': 'A' } }, { de: { A: 'x'.repeat(1_001) } }, { de: Object.fromEntries(Array.from({ length: 501 }, (_, at) => [`${at}`, 'x'])) }]) {
      const { status, json } = await save({ slug: 'second', name: 'Second', translations: wrong });
      expect([status, json.code, json.errors[0].loc.slice(0, 2)]).toEqual([422, 'storefront.translations_wrong', ['body', 'translations']]);
    }
    expect((await save({ slug: 'second', name: 'Second', translations: {} })).json.translations).toEqual({});
  });

  it('keeps a slug to one hub, also when two ask at once', async () => {
    const others = [await app.tenant(), await app.tenant()];
    const answers = await Promise.all(others.map((other) => save({ slug: 'wanted', name: 'W' }, other.apiKey)));
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409]);
    expect((await save({ slug: 'wanted', name: 'W' })).json.code).toBe('storefront.slug_taken');
    expect((await get()).json.slug).toBe('second');
  });

  it.each<[string, object]>([
    ['a script as link', { back_to_game_url: 'javascript:alert(1)' }], ['a colour in words', { accent_color: 'red' }], ['a slug with capitals', { slug: 'Demo' }], ['a locale without texts', { locales: ['fr'] }],
  ])('refuses %s', async (_name, body) => expect((await save({ slug: 'x', name: 'X', ...body })).status).toBe(422));

  it('refuses a default language that it does not speak', async () => {
    expect((await save({ slug: 'second', name: 'Second', locales: ['en'], default_locale: 'de' })).json.code).toBe('storefront.locales_contradictory');
  });
});
