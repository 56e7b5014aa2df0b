import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { CallScope, Commands, Queries } from '#platform/cqrs/doors';
import { systemScope } from '#platform/kernel/scope';
import { LockOrderForPayment } from '#sales/orders/commands';
import { GetOrderDetails } from '#sales/orders/queries';
import { GetSavedMethod, ListSavedMethods } from '#sales/payments/queries';
import { BeginRecovery, GetCheckoutState, OpenRecovery, PayOffSession, type OffSessionAnswer, type Recovery } from '../contracts/queries.js';
import { Attempts } from './attempts.js';
import { AttemptMending } from './mend-attempts.job.js';
import { OpenCheckoutFlow } from './open-checkout.flow.js';
import { PayOrderFlow } from './pay-order.flow.js';
import { RecoveryLinks } from './recovery-links.js';

/** The same steps as those of a player's own payment, but that nobody is there: an order that her bank wants to ask about is free again, and a link is made for her. */
@QueryHandler(PayOffSession)
export class PayOffSessionHandler implements IQueryHandler<PayOffSession> {
  constructor(private readonly commands: Commands, private readonly queries: Queries, private readonly callers: CallScope, private readonly attempts: Attempts, private readonly mending: AttemptMending, private readonly links: RecoveryLinks) {}

  async execute({ input: { order_id, payment_id, saved_method_id, expected_total_minor, expected_currency } }: PayOffSession): Promise<OffSessionAnswer> {
    const scope = this.callers.current;
    const order = await this.queries.ask(new GetOrderDetails(order_id), scope);
    const { method, card } = await this.queries.ask(new GetSavedMethod({ player_id: order.player_id, saved_method_id }), scope);
    await this.mending.watch(scope);
    const earlier = await this.attempts.payment(payment_id, scope);
    const lock = earlier ? {} : await this.commands.execute(new LockOrderForPayment({ order_id, payment_id, expected_total_minor, expected_currency, immediate_delivery_requested: false }), scope);
    const buyer = { method, token: null, locale: order.locale, ip_address: null, user_agent: null, saved_method_id, card };
    const { state, decline, needs_buyer } = await this.attempts.chargeOffSession(payment_id, { ...order, ...lock }, buyer, { isWritten: earlier !== null }, scope);
    const recovery = needs_buyer ? this.links.make({ gameId: scope.gameId, orderId: order_id, savedMethodId: saved_method_id }) : null;
    return { payment_id, state: state === 'requires_action' ? 'processing' : state, decline, recovery };
  }
}

@QueryHandler(OpenRecovery)
export class OpenRecoveryHandler implements IQueryHandler<OpenRecovery> {
  constructor(private readonly queries: Queries, private readonly links: RecoveryLinks, private readonly opening: OpenCheckoutFlow) {}

  async execute({ input: { token, ip_address } }: OpenRecovery): Promise<Recovery> {
    const { gameId, orderId, savedMethodId } = await this.links.read(token);
    const scope = systemScope(gameId, 'sales/checkout.recovery');
    const order = await this.queries.ask(new GetOrderDetails(orderId), scope);
    const { amounts, game, locale, state } = await this.opening.open({ order_id: orderId, locale: order.locale ?? undefined, ip_address }, scope);
    const saved = (await this.queries.ask(new ListSavedMethods(order.player_id), scope)).find(({ id }) => id === savedMethodId);
    // Where she has removed what she would pay by, or has to say more before there is a total, the checkout goes on.
    const total = state === 'open' && saved && amounts?.tax ? amounts.total : null;
    return { order_id: orderId, game: game.name, locale, total, currency: amounts?.currency ?? order.currency, card: saved?.card ?? null, checkout_url: order.checkout_url };
  }
}

@QueryHandler(BeginRecovery)
export class BeginRecoveryHandler implements IQueryHandler<BeginRecovery> {
  constructor(private readonly queries: Queries, private readonly links: RecoveryLinks, private readonly paying: PayOrderFlow) {}

  async execute({ input: { token, ...told } }: BeginRecovery): Promise<{ to: string }> {
    const { gameId, orderId, savedMethodId } = await this.links.read(token);
    const scope = systemScope(gameId, 'sales/checkout.recovery');
    const order = await this.queries.ask(new GetOrderDetails(orderId), scope);
    const { state } = await this.queries.ask(new GetCheckoutState(orderId), scope);
    // What runs already is gone on with: she is sent to her bank again.
    if (state !== 'open' && state !== 'processing') return { to: order.checkout_url };
    const saved = await this.queries.ask(new GetSavedMethod({ player_id: order.player_id, saved_method_id: savedMethodId }), scope);
    const { action_url } = await this.paying.pay({
      order_id: orderId, method: saved.method, token: null, saved_method_id: savedMethodId, save: null, verified_player: order.player_id, immediate_delivery_requested: true, waiver: null, place: null, ...told,
    }, scope);
    return { to: action_url ?? order.checkout_url };
  }
}
