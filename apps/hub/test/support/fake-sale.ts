import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Body, Controller, Delete, Get, Injectable, Module, Param, Patch, Post, Res, type DynamicModule, type OnModuleInit } from '@nestjs/common';
import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import { tokenHash } from '#platform/crypto/envelope';
import { formatMoney, type CurrencyCode } from '#platform/kernel/currency';
import { DomainError, NotFound } from '#platform/kernel/errors';
import { Authenticators } from '#platform/http/authentication';
import { CheckoutRoute, PlayerRoute, PublicRoute, RequiresIdempotencyKey } from '#platform/http/policy';
import { OpenCheckout, OpenRecovery, type CheckoutState, type CheckoutView } from '#sales/checkout/queries';
import { GetOrder, ListOrders, type OrderView } from '#sales/orders/queries';
import { ListCardFrameOrigins, ListSheetKinds, type WalletSheet } from '#sales/payments/queries';
import { GetStorefront, type StorefrontItem, type StorefrontStore } from '#store/offers/queries';

interface DemoItem { sku: string; name: string; description: string; type: string; category: string; quantity?: number; nested?: [sku: string, count: number][] }

const demo = JSON.parse(readFileSync(path.join(import.meta.dirname, '../../../cli/seed/demo-game.json'), 'utf8')) as { items: DemoItem[]; categories: { slug: string; name: string }[]; tagline: string; name: string; accent: string };
export const demoGame = { name: demo.name, tagline: demo.tagline, accent: demo.accent };

const grantOf = (item: DemoItem) => ({ item_id: `itm_${item.sku}`, sku: item.sku, name: item.name, description: null, image_url: null, type: item.type, quantity: item.quantity ?? 1, is_system: false, nested_items: null, source: 'purchase' });

function categoryOf(item: DemoItem): StorefrontItem['category'] {
  const position = demo.categories.findIndex(({ slug }) => slug === item.category);
  return { id: `cat_${item.category}`, name: demo.categories[position]!.name, position };
}

function shelfItem(item: DemoItem, index: number, discount = 0, badge: string | null = null): StorefrontItem {
  const before = 99 + (index % 6) * 400;
  return {
    store_item_id: `sit_${item.sku}`, item_id: `itm_${item.sku}`, sku: item.sku, type: item.type, name: item.name, description: item.description, image_url: null, category: categoryOf(item), position: index, badge, discount_percent: discount,
    price: { amount_minor: Math.round(before * (1 - discount / 100)), before_discount_minor: before, currency: 'EUR' }, grants: [grantOf(item)], ends_at: null,
  };
}

export function demoStores(): StorefrontStore[] {
  const bySku = (sku: string) => demo.items.find((item) => item.sku === sku)!;
  const featured = [shelfItem(bySku('bundle-starter'), 5, 40, '40% off'), shelfItem(bySku('pass-season-3'), 3, 0, 'New season'), shelfItem(bySku('embers-1200'), 2), shelfItem(bySku('hero-ysolde'), 4, 25)];
  const rest = demo.items.filter((item) => !item.sku.startsWith('decline'));
  const shelf = (key: string, name: string, items: DemoItem[]): StorefrontStore => ({ store_id: `sto_${key}`, key, name, description: null, ends_at: null, items: items.map((item, index) => shelfItem(item, index)) });
  return [
    { store_id: 'sto_featured', key: 'featured', name: 'Featured', description: 'This week in Emberfall', ends_at: 1_795_500_000, items: featured.map((item) => ({ ...item, store_item_id: `${item.store_item_id}_f` })) },
    shelf('treasury', 'Treasury', rest.slice(0, 11)), shelf('armory', 'Armory', rest.slice(11, 30)),
  ];
}

type Place = CheckoutView['place'];
type Amounts = NonNullable<CheckoutView['amounts']>;

const shown = (minor: number, currency: CurrencyCode) => ({ minor, display: formatMoney(BigInt(minor), currency, 'en') });
const eur = (minor: number) => shown(minor, 'EUR');

const placeOf = (country: string, country_name: string, told: Partial<Place> = {}): Place => ({ country, country_name, country_locked: false, region: null, postcode: null, needs: { region: false, postcode: false }, regions: [], postcode_pattern: null, missing: [], refusal_code: null, ...told });
const PLACES: Record<string, Place> = {
  DE: placeOf('DE', 'Germany'), JP: placeOf('JP', 'Japan'), GB: placeOf('GB', 'United Kingdom'), FR: placeOf('FR', 'France'),
  US: placeOf('US', 'United States', { needs: { region: true, postcode: true }, regions: [{ code: 'US-CA', name: 'California' }, { code: 'US-CT', name: 'Connecticut' }, { code: 'US-NY', name: 'New York' }], postcode_pattern: '[0-9]{5}', missing: ['region', 'postcode'] }),
  CA: placeOf('CA', 'Canada', { needs: { region: true, postcode: false }, regions: [{ code: 'CA-ON', name: 'Ontario' }], missing: ['region'] }),
};
/** The state that a ZIP code lies in, by how it begins. */
const ZIPS: Record<string, string> = { '0': 'US-CT', '1': 'US-NY', '9': 'US-CA' };

function amountsIn(currency: CurrencyCode, minor: number, tax: number | null, told: Partial<Amounts> = {}): Amounts {
  const all = shown(minor, currency);
  return {
    currency, exponent: currency === 'JPY' ? 0 : 2, before_discount: all, subtotal: all, discount: shown(0, currency), tax: tax === null ? null : shown(tax, currency), total: all, price_display: 'inclusive', is_reverse_charge: false,
    tax_lines: tax === null ? [] : [{ name: 'VAT', rate: '19', amount: shown(tax, currency) }], ...told,
  };
}

/** What the order costs at a place. */
function priceAt({ country, missing }: Place): Amounts {
  if (country === 'JP') return amountsIn('JPY', 780, 71);
  if (country === 'GB') return amountsIn('GBP', 999, 167);
  if (country !== 'US' && country !== 'CA') return amountsIn('EUR', 999, 160);
  if (missing.length > 0) return amountsIn('EUR', 999, null, { price_display: 'exclusive' });
  return amountsIn('EUR', 1062, 63, { subtotal: eur(999), before_discount: eur(999), price_display: 'exclusive', tax_lines: [{ name: 'Sales tax', rate: '6.35', amount: eur(63) }] });
}

/** A method as a page is told of it. */
export const offeredFor = (method: string, label: string, kind: Method['kind'], type: Method['type'], told: Partial<Method> = {}): Method => ({ method, label, kind, type, is_local: false, refund: 'part', fields: [], ...told });

export function checkoutView(changes: Partial<CheckoutView> = {}): CheckoutView {
  return {
    order_id: 'ord_01kaaaaaaaaaaaaaaaaaaaaaaa', state: 'open', seller: null, game: { name: 'Emberfall', slug: 'emberfall', environment: 'sandbox' }, player_id: '2D2R-OP3C', locale: 'en', email: null,
    lines: [{ sku: 'embers-1200', name: 'Chest of Embers', description: null, image_url: null, quantity: 1, discount_percent: 0, unit: eur(999), total_before_discount: eur(999), total: eur(999), grants: [{ sku: 'embers-1200', name: 'Ember', quantity: 1200, image_url: null, is_bonus: false }] }],
    amounts: priceAt(PLACES['DE']!), place: PLACES['DE']!, business: { told: null, tax_id_form: { label: 'USt-IdNr.', shape: 'DE123456789' } },
    methods: [offeredFor('card', 'Card', 'card', 'card'), offeredFor('bank_transfer', 'Sandbox Transfer', 'async', 'bank_transfer')], wallets: [], saved_methods: [], saving: null, card_frame: null, payment: null, grants: [],
    links: { back_to_game_url: null, back_to_store_url: '/h/emberfall' }, redirect_settings: null, ui_settings: null, waiver: null, receipt_number: null, expires_at: 1_999_999_999, paid_at: null, refunded_at: null, ...changes,
  };
}

type Method = CheckoutView['methods'][number];

export class Refused extends DomainError {
  constructor(readonly status: number, code: string, members: Record<string, unknown> = {}) { super(code, 'Refused.', { members }); }
}
class NoOrder extends NotFound { constructor() { super('orders.not_found', 'No such order.'); } }

type Pay = { method: string; token?: string; method_fields?: Record<string, string>; saved_method_id?: string; save?: { version: string; locale: string }; expected_total_minor: number; expected_currency: string; immediate_delivery_requested: boolean; waiver?: { version: string; locale: string } };

/** A wallet as a page is told of it; of Apple's device unless told. */
export const walletFor = (method: 'apple_pay' | 'google_pay', told: Partial<CheckoutView['wallets'][number]> = {}): CheckoutView['wallets'][number] => ({
  method, label: method === 'apple_pay' ? 'Apple Pay' : 'Google Pay', provider: 'adyen', kind: method, country: 'IE', merchant_id: null, networks: ['visa'], gateway: method === 'google_pay' ? { gateway: 'adyen' } : null, is_test: true, frame_url: null, origin: null, refund: 'part', position: 0, phone_position: 0, ...told,
});

/** Of the link by which a player confirms a payment. */
export const RECOVERY = `${'r'.repeat(80)}.${'s'.repeat(43)}`;

/** One order of one player whose fate the test writes. */
export class Sale {
  view = checkoutView();
  stores = demoStores();
  orders: OrderView[] = [];
  private frame: CheckoutView['card_frame'] = null;
  /** The sheets that the game could be paid by, in whatever place; those of its wallets unless told. */
  sheets: WalletSheet['kind'][] = [];
  pays: Pay[] = [];
  /** What pages have asked to be vouched for to Apple. */
  validated: string[] = [];
  refreshed = 0;
  /** Where a payment goes on that waits for the player's bank. */
  recoversAt = '';
  refusesRecovery: string | null = null;
  /** What was told when it was paid. */
  recovered: object | null = null;
  /** What was removed of what the player has saved. */
  removed: string[] = [];
  /** Statements of withdrawal; the next is refused with this status while it is set. */
  withdrawals: object[] = [];
  refusesWithdrawals = 0;
  /** The countries that were told, one after the other. */
  countries: string[] = [];
  /** What paying does; the default takes the money and waits for the game. */
  onPay: (pay: Pay) => { state: string; action_url?: string; is_earlier?: boolean; decline?: { code: string; retryable: boolean } } = () => { this.to('paid_waiting'); return { state: 'paid' }; };
  onRefresh: () => void = () => undefined;
  /** What calling the attempt off does. */
  onCancel: () => void = () => this.to('open', { payment: null });
  streams = true;
  private readonly listeners = new Set<() => void>();

  /** Moves the order on, and tells the pages that watch it. */
  to(state: CheckoutState, changes: Partial<CheckoutView> = {}): void {
    this.view = { ...this.view, state, methods: state === 'open' ? checkoutView().methods : [], wallets: state === 'open' ? this.view.wallets : [], card_frame: state === 'open' ? this.frame : null, paid_at: state === 'open' || state === 'processing' ? null : Math.floor(Date.now() / 1000), ...changes };
    for (const tell of this.listeners) tell();
  }

  /** Put back to the beginning, with the frame of this provider. */
  begin(frame: CheckoutView['card_frame'], changes: Partial<CheckoutView> = {}): void {
    this.frame = frame;
    this.view = checkoutView({ card_frame: frame, ...changes });
    this.sheets = this.view.wallets.map(({ kind }) => kind);
    this.pays = [];
    this.validated = [];
    this.refreshed = 0;
    this.countries = [];
    this.streams = true;
    this.onPay = () => { this.to('paid_waiting'); return { state: 'paid' }; };
    this.onRefresh = () => undefined;
    this.onCancel = () => this.to('open', { payment: null });
  }

  get cardFrame(): NonNullable<CheckoutView['card_frame']> {
    return this.frame!;
  }

  change(what: { email?: string; country?: string; region?: string; postcode?: string; business?: CheckoutView['business']['told'] }): void {
    if (what.business !== undefined) return this.sellTo(what.business);
    const { country, region, postcode, email } = what;
    if (country) this.countries.push(country);
    if (country === 'BR') throw new Refused(422, 'tax.rate_unverified', { refusal_code: 'tax.rate_unverified' });
    const there = country ? (PLACES[country] ?? placeOf(country, country)) : this.view.place;
    const place = { ...there, ...(region ? { region } : {}), ...(postcode ? { postcode } : {}) };
    if (place.region && place.postcode && ZIPS[place.postcode[0]!] !== place.region) throw new Refused(422, 'tax.place_contradictory');
    const missing = (['region', 'postcode'] as const).filter((field) => place.needs[field] && !place[field]);
    const isMoved = Boolean(country ?? region ?? postcode);
    this.view = { ...this.view, ...(email ? { email } : {}), ...(isMoved ? { place: { ...place, missing }, amounts: priceAt({ ...place, missing }) } : {}) };
  }

  /** Knows one number of Germany: with it no tax is charged. */
  private sellTo(told: CheckoutView['business']['told']): void {
    if (told && told.tax_id !== 'DE136695976') throw new Refused(422, 'orders.tax_id_malformed');
    const amounts = told ? amountsIn('EUR', 839, 0, { subtotal: eur(999), before_discount: eur(999), tax_lines: [], is_reverse_charge: true }) : priceAt(this.view.place);
    this.view = { ...this.view, business: { ...this.view.business, told }, amounts };
  }

  hear(tell: () => void): () => void {
    this.listeners.add(tell);
    return () => this.listeners.delete(tell);
  }
}

@Module({})
class FakeSaleModule {}

/** Store, orders and checkout as a test wants them: the hub's pages and scripts run for real on top. */
export function fakeSale(sale: Sale, secret: string, checkoutUrl: () => string): DynamicModule {
  @QueryHandler(GetStorefront)
  class Storefront implements IQueryHandler<GetStorefront> {
    async execute() { return { version: tokenHash(JSON.stringify(sale.stores)), stores: sale.stores, valid_until: null }; }
  }
  @QueryHandler(OpenCheckout)
  class Opened implements IQueryHandler<OpenCheckout> {
    async execute({ input }: OpenCheckout) {
      if (input.order_id !== sale.view.order_id) throw new NoOrder();
      return sale.view;
    }
  }
  @QueryHandler(OpenRecovery)
  class Recovered implements IQueryHandler<OpenRecovery> {
    async execute({ input }: OpenRecovery) {
      if (input.token !== RECOVERY) throw new NoOrder();
      return { order_id: sale.view.order_id, game: sale.view.game.name, locale: sale.view.locale, total: sale.view.state === 'open' ? sale.view.amounts!.total : null, currency: sale.view.amounts!.currency, card: { brand: 'VISA', last4: '4242' }, checkout_url: checkoutUrl() };
    }
  }
  @QueryHandler(GetOrder)
  class Order implements IQueryHandler<GetOrder> {
    async execute() { return { locale: sale.view.locale } as OrderView; }
  }
  @QueryHandler(ListOrders)
  class Orders implements IQueryHandler<ListOrders> {
    async execute() { return { data: sale.orders, has_more: false, next_cursor: null }; }
  }
  @QueryHandler(ListCardFrameOrigins)
  class Frame implements IQueryHandler<ListCardFrameOrigins> {
    async execute() { return [sale.cardFrame.origin]; }
  }
  @QueryHandler(ListSheetKinds)
  class Sheets implements IQueryHandler<ListSheetKinds> {
    async execute() { return sale.sheets; }
  }
  @Injectable()
  class Door implements OnModuleInit {
    constructor(private readonly authenticators: Authenticators) {}
    onModuleInit(): void {
      this.authenticators.register('checkout', async (request) => (tokenHash((request.headers.authorization ?? '').slice(7)) === tokenHash(secret)
        ? { scope: { gameId: 'gam_test', actor: { kind: 'checkout', id: sale.view.order_id }, requestId: null }, environment: 'sandbox', grants: [], orderId: sale.view.order_id } : null));
    }
  }
  @Controller('store/v1')
  class StoreApi {
    @Post('orders') @PlayerRoute('player_id') @RequiresIdempotencyKey()
    create(@Body() _wish: object) { return { order_id: sale.view.order_id, checkout_url: checkoutUrl(), checkout_secret: secret }; }
    @Get('checkout') @CheckoutRoute()
    view() { return sale.view; }
    @Patch('checkout') @CheckoutRoute()
    change(@Body() what: object) { sale.change(what); return sale.view; }
    @Post('checkout/apple-pay-session') @CheckoutRoute()
    apple(@Body() { validation_url }: { validation_url: string }, @Res({ passthrough: true }) reply: FastifyReply) {
      sale.validated.push(validation_url);
      void reply.status(200);
      return { session: { merchantSessionIdentifier: 'SSH_1' } };
    }
    @Post('checkout/pay') @CheckoutRoute() @RequiresIdempotencyKey()
    pay(@Body() pay: Pay, @Res({ passthrough: true }) reply: FastifyReply) {
      sale.pays.push(pay);
      if (pay.expected_total_minor !== sale.view.amounts!.total.minor || pay.expected_currency !== sale.view.amounts!.currency) throw new Refused(409, 'order.requote', { total_minor: sale.view.amounts!.total.minor });
      void reply.status(200);
      return { payment_id: 'pmt_1', action_url: null, decline: null, ...sale.onPay(pay) };
    }
    @Delete('saved_methods/:id') @PublicRoute()
    forget(@Param('id') id: string, @Res({ passthrough: true }) reply: FastifyReply) {
      sale.removed.push(id);
      sale.view = { ...sale.view, saved_methods: sale.view.saved_methods.filter((each) => each.id !== id) };
      void reply.status(204);
    }
    @Post('recoveries') @PublicRoute()
    recover(@Body() { token, ...shown }: { token: string }, @Res({ passthrough: true }) reply: FastifyReply) {
      if (token !== RECOVERY) throw new NoOrder();
      if (sale.refusesRecovery) throw new Refused(409, sale.refusesRecovery);
      sale.recovered = shown;
      void reply.status(200);
      return { to: sale.recoversAt };
    }
    @Post('withdrawals') @PublicRoute()
    withdraw(@Body() told: { name: string; order: string; email: string }) {
      if (sale.refusesWithdrawals) throw new Refused(sale.refusesWithdrawals, 'withdrawals.refused');
      sale.withdrawals.push(told);
      return { name: told.name, order: told.order, email: told.email, received_at: 1_790_000_000 };
    }
    @Post('checkout/refresh') @CheckoutRoute()
    refresh() { sale.refreshed++; sale.onRefresh(); return { state: sale.view.state, attempt: null }; }
    @Post('checkout/cancel-attempt') @CheckoutRoute()
    cancel(@Res({ passthrough: true }) reply: FastifyReply) { sale.onCancel(); void reply.status(200); return sale.view; }
    @Get('checkout/events') @CheckoutRoute()
    events(@Res() reply: FastifyReply): void {
      if (!sale.streams) return void reply.status(503).send();
      reply.hijack();
      reply.raw.writeHead(200, { 'content-type': 'text/event-stream' });
      const tell = () => void reply.raw.write(`event: state\ndata: {"state":"${sale.view.state}"}\n\n`);
      tell();
      const deaf = sale.hear(tell);
      reply.raw.on('close', deaf);
    }
  }
  return { module: FakeSaleModule, controllers: [StoreApi], providers: [Storefront, Opened, Recovered, Order, Orders, Frame, Sheets, Door] };
}
