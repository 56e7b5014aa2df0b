import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Queries } from '#platform/cqrs/doors';
import { Clock } from '#platform/kernel/clock';
import type { GrantView } from '#sales/fulfillment/queries';
import { GetOrderDetails, type OrderDetails } from '#sales/orders/queries';
import { PaymentNotFound } from '#sales/payments/errors';
import { GetCardFrame, GetPayInstructions, GetPayment, GetSavingOffer, GetWalletSheet, isDeviceWallet, ListPaymentsOfOrder, saveConsentIn, type CardFrame, type PaymentView } from '#sales/payments/queries';
import { waiverIn, withdrawalRule } from '#sales/withdrawals/queries';
import { GetHub } from '#store/storefront/queries';
import { GetGame, GetSellerName, type GameView } from '#studio/games/queries';
import { GetPlaceRequirements, GetTaxIdForm, taxNameIn } from '#money/tax/queries';
import { CheckoutClosed } from '../contracts/errors.js';
import { GetCheckout, GetCheckoutState, type CheckoutBusiness, type CheckoutPlace, type CheckoutState, type CheckoutView, type WalletOffer } from '../contracts/queries.js';
import { countryName } from '../domain/country-names.js';
import { amountsOf, linesOf } from '../domain/shown-order.js';
import { wayBack } from '../domain/way-back.js';
import { GetPayable } from './get-payable.js';
import { OrderProgress } from './order-progress.js';

const SHOWN_AFTER_END_SECONDS = 30 * 86_400;

type Method = CheckoutView['methods'][number];

@QueryHandler(GetCheckoutState)
export class GetCheckoutStateHandler implements IQueryHandler<GetCheckoutState> {
  constructor(private readonly queries: Queries, private readonly progress: OrderProgress) {}

  async execute({ orderId }: GetCheckoutState): Promise<{ state: CheckoutState }> {
    const { state } = await this.progress.of(await this.queries.ask(new GetOrderDetails(orderId)));
    return { state };
  }
}

@QueryHandler(GetCheckout)
export class GetCheckoutHandler implements IQueryHandler<GetCheckout> {
  constructor(private readonly queries: Queries, private readonly progress: OrderProgress, private readonly clock: Clock) {}

  async execute({ input }: GetCheckout): Promise<CheckoutView> {
    const order = await this.queries.ask(new GetOrderDetails(input.order_id));
    this.refuseClosed(order);
    const game = await this.queries.ask(new GetGame());
    const locale = input.locale ?? order.locale ?? game.default_locale;
    const { state, grants } = await this.progress.of(order);
    const saving = state === 'open' && input.verified_player === order.player_id ? await this.savingOf(order, locale) : null;
    const offered = state === 'open' ? (await this.queries.ask(new GetPayable(order.id, order))).methods : [];
    const methods = offered.filter(({ kind }) => kind !== 'wallet');
    return {
      order_id: order.id, state, seller: order.seller === 'studio' ? await this.queries.ask(new GetSellerName()) : null, game: { name: game.name, slug: game.slug, environment: game.environment }, player_id: order.player_id, locale, email: order.email,
      lines: linesOf(order, locale), amounts: amountsOf(order, locale, (name) => taxNameIn(name, locale)), place: await this.placeOf(order, locale), business: await this.businessOf(order), methods, wallets: await this.walletsOf(order, offered, locale), saved_methods: saving?.saved.filter(({ method }) => methods.some((each) => each.method === method)) ?? [],
      saving: saving && { methods: saving.can_save, consent: saving.consent }, card_frame: await this.cardFrameOf(order, methods, locale),
      payment: await this.paymentOf(order), grants: shownGrants(grants), links: await this.linksOf(order, game), redirect_settings: order.redirect_settings,
      ui_settings: order.ui_settings, waiver: order.business || withdrawalRule(order.country) === null ? null : waiverIn(locale), receipt_number: order.receipt_number, expires_at: order.expires_at, paid_at: order.paid_at, refunded_at: order.refunded_at,
    };
  }

  private refuseClosed(order: OrderDetails): void {
    const ended = order.paid_at ?? (order.is_expired ? order.expires_at : null);
    if (ended !== null && ended + SHOWN_AFTER_END_SECONDS < this.clock.nowSeconds()) throw new CheckoutClosed();
  }

  private async placeOf(order: OrderDetails, locale: string): Promise<CheckoutPlace> {
    const told = { country: order.country, country_locked: order.country_locked, region: order.region, postcode: order.postcode, refusal_code: order.tax_refusal_code };
    if (order.country === null) {
      return { ...told, country_name: null, needs: { region: false, postcode: false }, regions: [], postcode_pattern: null, missing: ['country'] };
    }
    const asked = await this.queries.ask(new GetPlaceRequirements(order.country, this.clock.now().toISOString().slice(0, 10)));
    // What the studio has vouched for is not asked again, nor anything for a tax that is the studio's own.
    const needs = order.seller === 'studio' ? { region: false, postcode: false } : { region: asked.region === 'required' && isAsked(order, 'region'), postcode: asked.postcode === 'required' && isAsked(order, 'postcode') };
    return {
      ...told, country_name: countryName(order.country, locale) ?? asked.name, needs, regions: asked.regions, postcode_pattern: asked.postcode_pattern,
      missing: order.tax ? [] : (['region', 'postcode'] as const).filter((field) => needs[field] && order[field] === null),
    };
  }

  private async businessOf({ business, country, region, postcode }: OrderDetails): Promise<CheckoutBusiness> {
    return { told: business, tax_id_form: country === null ? null : await this.queries.ask(new GetTaxIdForm({ country, region, postcode })) };
  }

  private async cardFrameOf({ country, currency, amount_minor, seller }: OrderDetails, methods: Method[], locale: string): Promise<CardFrame | null> {
    return methods.some(({ kind }) => kind === 'card') ? this.queries.ask(new GetCardFrame({ locale, what: { country, currency, amount_minor, seller } })) : null;
  }

  /** None where the studio sells itself: what a sheet is opened with names an account of the operator. */
  private async walletsOf({ country, currency, amount_minor }: OrderDetails, offered: readonly Method[], locale: string): Promise<WalletOffer[]> {
    const wallets: WalletOffer[] = [];
    for (const [position, { method, kind, label, refund, phone_position = position }] of offered.entries()) {
      if (kind !== 'wallet' || !isDeviceWallet(method)) continue;
      const sheet = await this.queries.ask(new GetWalletSheet({ method, locale, what: { country, currency, amount_minor } }));
      if (sheet) wallets.push({ ...sheet, label, refund, position, phone_position });
    }
    return wallets;
  }

  private async savingOf({ player_id, country, currency, amount_minor, seller }: OrderDetails, locale: string) {
    if (country === null) return null;
    const { version, words, ...consent } = saveConsentIn(locale);
    return { ...(await this.queries.ask(new GetSavingOffer({ player_id, country, currency, amount_minor, seller }))), consent: { version, locale: consent.locale, words } };
  }

  private async paymentOf(order: OrderDetails): Promise<CheckoutView['payment']> {
    const payment = order.status === 'captured' ? await this.paymentOrNull(order.payment_id!) : order.status === 'reattempted' ? await this.lastOf(order.id) : null;
    if (!payment) return null;
    const decline = order.status === 'reattempted' ? { code: payment.fail_reason ?? 'payment_failed' } : null;
    const isOpen = payment.status === 'created';
    return { payment_id: payment.id, method: payment.method, action_url: isOpen ? payment.action_url : null, instructions: isOpen ? await this.queries.ask(new GetPayInstructions(payment.id)) : null, decline };
  }

  /** An attempt that took the order and died before it was written is nobody's payment yet. */
  private async paymentOrNull(paymentId: string): Promise<PaymentView | null> {
    try {
      return await this.queries.ask(new GetPayment(paymentId));
    } catch (error) {
      if (error instanceof PaymentNotFound) return null;
      throw error;
    }
  }

  private async lastOf(orderId: string): Promise<PaymentView | null> {
    const payments = await this.queries.ask(new ListPaymentsOfOrder(orderId));
    return payments.reduce<PaymentView | null>((last, payment) => (last === null || payment.id > last.id ? payment : last), null);
  }

  private async linksOf(order: OrderDetails, game: GameView): Promise<CheckoutView['links']> {
    const hub = await this.queries.ask(new GetHub());
    return {
      back_to_game_url: wayBack(order.back_to_game_url ?? order.return_url ?? hub?.back_to_game_url ?? null, order.id),
      back_to_store_url: wayBack(order.back_to_store_url, order.id) ?? (hub && order.source === 'hub' ? `/h/${hub.slug ?? game.slug}` : null),
    };
  }
}

function isAsked(order: OrderDetails, field: 'region' | 'postcode'): boolean {
  return order.tax === null || order[field] !== null;
}

function shownGrants(grants: readonly GrantView[]): CheckoutView['grants'] {
  return grants.map(({ state, items }) => ({
    state, items: items.filter((item) => !item.is_system).map(({ sku, name, quantity, image_url }) => ({ sku, name, quantity, image_url })),
  }));
}
