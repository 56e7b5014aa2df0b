import { Module } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Command, type DomainEvent } from '#platform/kernel/messages';
import { Outbox } from '#platform/outbox/outbox';
import { ItemDeleted, ItemSaved } from '#store/catalog/events';
import { FakeTaxModule } from '#money/tax/testing';
import { bootContext, type Booted, type Tenant } from '../../../../test/support/boot.js';
import { GetPricingVersion, PriceInCountry, PriceTemplateExists, SnapToPricePoint } from '../contracts/queries.js';
import { TemplateUses } from '../infra/template-uses.js';
import { PricingModule, rows } from '../module.js';

/** Has the catalog announce something. */
class Announce extends Command<null> {
  static readonly context = 'store/catalog';
  constructor(readonly events: DomainEvent[]) { super(); }
}

@CommandHandler(Announce)
class AnnounceHandler implements ICommandHandler<Announce> {
  constructor(private readonly outbox: Outbox) {}
  async execute({ events }: Announce) {
    this.outbox.record(...events);
    return null;
  }
}

@Module({ providers: [AnnounceHandler] })
class AnnouncerModule {}

const BODY = { name: 'Five', price: 499, category: 'none', customs: [] as object[] };

describe('Price templates', () => {
  let app: Booted;
  let tenant: Tenant;
  beforeAll(async () => {
    app = await bootContext({ modules: [PricingModule], rows, fakes: [AnnouncerModule, { module: FakeTaxModule }] });
    tenant = await app.tenant();
  });
  afterAll(() => app.close());

  const call = (method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown, apiKey = tenant.apiKey) => app.inject({ method, url: `/v1${path}`, apiKey, body });
  const make = async (told: object = {}, apiKey = tenant.apiKey) => (await call('POST', '/price_templates', { ...BODY, ...told }, apiKey)).json;
  const priceOf = (template: { prices: { country: string; platform: string }[] }, country: string, platform = 'any') => template.prices.find((p) => p.country === country && p.platform === platform);

  it.each<[string, unknown]>([['key', 'five'], ['name', 'Five dollars'], ['price', 512], ['category', 'platform']])('keeps and returns %s, when made and when changed', async (field, value) => {
    const made = await make({ [field]: value });
    expect(made[field]).toBe(value);
    const other = await make();
    const changed = await call('PUT', `/price_templates/${other.id}`, { [field]: field === 'key' ? 'other' : value });
    expect([changed.status, changed.json[field]]).toEqual([200, field === 'key' ? 'other' : value]);
    expect((await call('GET', `/price_templates/${other.id}`)).json).toEqual(changed.json);
    expect(changed.json.modified_at).toBeGreaterThan(0);
  });

  it.each(['POST', 'PUT'] as const)('refuses by %s a price that is above the highest in another currency, and takes the highest that is nowhere', async (method) => {
    const { id } = await make();
    const save = (price: number) => call(method, method === 'POST' ? '/price_templates' : `/price_templates/${id}`, { ...BODY, price });
    expect((await save(1_000_000_000_000)).json).toMatchObject({ status: 422, code: 'pricing.too_high_abroad', errors: [{ loc: ['body', 'price'] }] });
    const { status, json } = await save(12_000_000);
    expect(status).toBeLessThan(300);
    expect(Math.max(...json.prices.map(({ price }: { price: number }) => price))).toBeLessThanOrEqual(1_000_000_000_000);
  });

  it('lists the price of 104 countries, derived or set by hand', async () => {
    const made = await make({ customs: [{ country: 'DE', currency: 'EUR', platform: 'any', price: 555 }, { country: 'DE', currency: 'EUR', platform: 'ios', price: 666 }] });
    expect(made.prices).toHaveLength(105);
    expect(priceOf(made, 'DE')).toEqual({ country: 'DE', currency: 'EUR', platform: 'any', price: 555, is_custom: true });
    expect(priceOf(made, 'DE', 'ios')).toMatchObject({ price: 666, is_custom: true });
    expect(priceOf(made, 'FR')).toEqual({ country: 'FR', currency: 'EUR', platform: 'any', price: 399, is_custom: false });
    expect(priceOf(made, 'KE')).toMatchObject({ currency: 'USD', price: 499 });
    const changed = (await call('PUT', `/price_templates/${made.id}`, { customs: [] })).json;
    expect(priceOf(changed, 'DE')).toMatchObject({ price: 399, is_custom: false });
    expect(changed).toMatchObject({ name: 'Five', price: 499 });
  });

  it('lists every platform of a template that tells them apart', async () => {
    const made = await make({ category: 'platform', customs: [{ country: 'US', currency: 'USD', platform: 'any', price: 450 }, { country: 'US', currency: 'USD', platform: 'ios', price: 600 }] });
    expect(made.prices).toHaveLength(416);
    expect(['any', 'ios', 'android', 'other'].map((platform) => (priceOf(made, 'US', platform) as unknown as { price: number }).price)).toEqual([450, 600, 450, 450]);
  });

  it('answers the prices of sources in a country, in one go', async () => {
    const { id } = await make({ price: 999, customs: [{ country: 'JP', currency: 'JPY', platform: 'any', price: 1234 }] });
    const sources = [{ price_template_id: id, price_minor: null, currency: 'USD' }, { price_template_id: null, price_minor: 499, currency: 'USD' }, { price_template_id: 'ptm_gone', price_minor: 499, currency: 'USD' }];
    const ask = (country: string | null, currency?: string) => app.queries.ask(new PriceInCountry({ sources, country, platform: 'ios', currency }), tenant.scope);
    expect((await ask('JP')).map((price) => price && [price.amount_minor, price.currency, price.is_custom])).toEqual([[1234, 'JPY', true], [390, 'JPY', false], null]);
    expect((await ask(null)).map((price) => price?.amount_minor)).toEqual([999, 499, undefined]);
    expect((await ask('JP', 'EUR')).map((price) => price?.amount_minor)).toEqual([899, 399, undefined]);
    expect(await app.queries.ask(new PriceTemplateExists(id), tenant.scope)).toBe(true);
    const other = await app.tenant();
    expect(await app.queries.ask(new PriceTemplateExists(id), other.scope)).toBe(false);
    expect(await app.queries.ask(new PriceInCountry({ sources: sources.slice(0, 1), country: 'JP', platform: 'any' }), other.scope)).toEqual([null]);
  });

  it('snaps a raw price, and refuses one above the grid', async () => {
    const snap = (price_minor: number, currency = 'USD') => app.queries.ask(new SnapToPricePoint({ price_minor, currency }), tenant.scope);
    expect([await snap(505), await snap(512, 'EUR')]).toEqual([509, 499]);
    await expect(snap(1_000_000)).rejects.toMatchObject({ code: 'pricing.above_price_points', status: 422 });
  });

  it('counts its changes', async () => {
    const own = await app.tenant();
    const version = () => app.queries.ask(new GetPricingVersion(), own.scope);
    expect(await version()).toBe(0);
    const { id } = await make({}, own.apiKey);
    await call('PUT', `/price_templates/${id}`, { name: 'Other' }, own.apiKey);
    expect(await version()).toBe(2);
    expect((await call('PUT', `/price_templates/${id}`, { key: id }, own.apiKey)).status).toBe(422);
    expect(await version()).toBe(2);
    expect((await call('DELETE', `/price_templates/${id}`, undefined, own.apiKey)).status).toBe(204);
    expect(await version()).toBe(3);
    expect((await call('GET', `/price_templates/${id}`, undefined, own.apiKey)).json.code).toBe('pricing.template_not_found');
  });

  it('lists the newest first, by part of the name or key, forth and back', async () => {
    const own = await app.tenant();
    for (let n = 0; n < 5; n++) await make({ name: `Price ${n}`, key: n < 3 ? `tier_${n}` : `Big_${n}` }, own.apiKey);
    const list = async (query: string) => (await call('GET', `/price_templates?${query}`, undefined, own.apiKey)).json;
    const names = (page: { data: { name: string }[] }) => page.data.map(({ name }) => name.at(-1)).join('');
    const first = await list('limit=2');
    expect([names(first), first.has_more]).toEqual(['43', true]);
    expect(first.data[0]).not.toHaveProperty('prices');
    const second = await list(`limit=2&starting_after=${first.next_cursor}`);
    expect([names(second), names(await list(`limit=2&starting_after=${second.next_cursor}`))]).toEqual(['21', '0']);
    const back = await list(`limit=2&ending_before=${second.data[1].id}`);
    expect([names(back), back.has_more, names(await list(`limit=2&ending_before=${back.next_cursor}`))]).toEqual(['32', true, '4']);
    const rest = await list('q=BIG&limit=5');
    expect([names(rest), rest.has_more, 'next_cursor' in rest]).toEqual(['43', false, false]);
    expect(names(await list('q=price 1'))).toBe('1');
    expect((await call('GET', '/price_templates?starting_after=a&ending_before=b')).json.code).toBe('pricing.cursor_ambiguous');
  });

  it.each<[string, object, string]>([
    ['a price of nothing', { price: 0 }, 'request.invalid'], ['an unknown country', { customs: [{ country: 'XX', currency: 'USD', platform: 'any', price: 1 }] }, 'request.invalid'],
    ['points as a currency', { customs: [{ country: 'US', currency: 'RP', platform: 'any', price: 1 }] }, 'request.invalid'],
    ['one country twice', { customs: [{ country: 'US', currency: 'USD', platform: 'any', price: 1 }, { country: 'US', currency: 'EUR', platform: 'any', price: 2 }] }, 'pricing.custom_repeated'],
    ['money that ended', { customs: [{ country: 'BG', currency: 'BGN', platform: 'any', price: 1 }] }, 'pricing.currency_ended'],
    ['a key like an id', { key: 'ptm_01h455vb4pex5vsknk084sn02q' }, 'pricing.key_reads_as_id'],
  ])('refuses %s', async (_name, told, code) => {
    const refused = await call('POST', '/price_templates', { ...BODY, ...told });
    expect([refused.status, refused.json.code]).toEqual([422, code]);
  });

  it('keeps a key to one template, also when two ask at once', async () => {
    const answers = await Promise.all([1, 2, 3].map(() => call('POST', '/price_templates', { ...BODY, key: 'wanted' })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    expect(answers.find(({ status }) => status === 409)!.json.code).toBe('pricing.key_taken');
    const other = await app.tenant();
    expect((await call('POST', '/price_templates', { ...BODY, key: 'wanted' }, other.apiKey)).status).toBe(201);
  });

  it('counts the items that name a template, and is not deleted while one does', async () => {
    const [one, two] = [await make(), await make()];
    const saved = (item_id: string, price_template_id: string | null) => new ItemSaved('item', item_id, { item_id, sku: item_id, type: 'item', name: 'x', price_template_id, archived: false });
    const announce = async (...events: DomainEvent[]) => {
      await app.commands.execute(new Announce(events), tenant.scope);
      await app.settle();
      return Promise.all([one, two].map(async ({ id }) => (await call('GET', `/price_templates/${id}`)).json.items_count));
    };
    expect(await announce(saved('itm_a', one.id), saved('itm_b', one.id), saved('itm_c', null))).toEqual([2, 0]);
    expect(await announce(saved('itm_a', two.id), saved('itm_a', one.id), saved('itm_a', two.id))).toEqual([1, 1]);
    const refused = await call('DELETE', `/price_templates/${one.id}`);
    expect([refused.status, refused.json.code]).toEqual([409, 'pricing.template_in_use']);
    expect((await call('GET', '/price_templates?limit=1000')).json.data.find(({ id }: { id: string }) => id === two.id).items_count).toBe(1);
    expect(await announce(new ItemDeleted('item', 'itm_b', { item_id: 'itm_b', sku: 'itm_b' }))).toEqual([0, 1]);
    expect((await call('DELETE', `/price_templates/${one.id}`)).status).toBe(204);
  });

  it('does not let an announcement that comes late bring a deleted item back', async () => {
    const { id } = await make();
    const uses = app.app.get(TemplateUses);
    const learn = (templateId: string | null, seconds: number) => app.database.transaction(tenant.scope, { context: 'store/pricing' }, () => uses.learn([{ itemId: 'itm_late', templateId, at: new Date(seconds * 1000) }]));
    const count = async () => (await call('GET', `/price_templates/${id}`)).json.items_count;
    await learn(id, 100);
    expect(await count()).toBe(1);
    await learn(null, 300);
    await learn(id, 200);
    await learn(id, 300);
    expect(await count()).toBe(0);
    await learn(id, 400);
    expect(await count()).toBe(1);
  });

  it('does not show one game’s templates to another', async () => {
    const { id } = await make();
    const other = await app.tenant();
    for (const method of ['GET', 'DELETE'] as const) expect((await call(method, `/price_templates/${id}`, undefined, other.apiKey)).status).toBe(404);
    expect((await call('PUT', `/price_templates/${id}`, { name: 'Mine' }, tenant.liveApiKey)).status).toBe(404);
    expect((await call('GET', '/price_templates/nonsense')).status).toBe(404);
  });
});

describe('Price points', () => {
  let app: Booted;
  let tenant: Tenant;
  beforeAll(async () => {
    app = await bootContext({ modules: [PricingModule], rows, fakes: [{ module: FakeTaxModule }] });
    tenant = await app.tenant();
  });
  afterAll(() => app.close());
  const points = (query: string) => app.inject({ method: 'GET', url: `/v1/price_points?${query}`, apiKey: tenant.apiKey });

  it.each<[string, object]>([
    ['country=DE&locale=de', { context: { country: 'DE', base_currency: 'USD', local_currency: 'EUR' }, point: { base_price: { amount: 499, amount_decimal: 4.99 }, local_price: { amount: 399, amount_decimal: 3.99, display: '3,99\u00a0€' } } }],
    ['country=JP&locale=ja&platform=ios', { context: { local_currency: 'JPY' }, point: { local_price: { amount: 390, amount_decimal: 390, display: '￥390' } } }],
    ['country=KE', { context: { local_currency: 'USD' }, point: { local_price: { amount: 499, display: '$4.99' } } }],
  ])('answers %s', async (query, { context, point }: any) => {
    const { json } = await points(query);
    expect(json.context).toMatchObject(context);
    expect(json.price_points).toHaveLength(528);
    expect(json.price_points.find(({ id }: { id: string }) => id === 'usd-499')).toMatchObject(point);
  });

  it.each(['', 'country=de', 'country=DE&locale=xx', 'country=DE&platform=web'])('refuses "%s"', async (query) => expect((await points(query)).status).toBe(422));

  it.each([['XX', 'tax.country_unknown'], ['KP', 'tax.place_embargoed'], ['IR', 'tax.place_embargoed'], ['CU', 'tax.place_embargoed']])('shows no price in %s: %s', async (country, code) => {
    const { status, json, text } = await points(`country=${country}`);
    expect([status, json.code, json.errors[0].loc]).toEqual([422, code, ['query', 'country']]);
    expect(text).not.toMatch(/amount|\b499\b/);
  });
});
