import { Body, Controller, Get, Patch, Post, Query, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Queries } from '#platform/cqrs/doors';
import { Answers200, Operation } from '#platform/http/answers';
import { Authenticators } from '#platform/http/authentication';
import { CheckoutRoute, HoldsGuessable, RequiresIdempotencyKey, WhoCalls, type HubcraftRequest, type Principal } from '#platform/http/policy';
import { parseId } from '#platform/kernel/ids';
import type { Scope } from '#platform/kernel/scope';
import { saveConsentOf } from '#sales/payments/queries';
import { waiverOf } from '#sales/withdrawals/queries';
import { FollowAttemptFlow } from '../app/follow-attempt.flow.js';
import { OpenCheckoutFlow } from '../app/open-checkout.flow.js';
import { PayOrderFlow } from '../app/pay-order.flow.js';
import { PlaceOfRequest } from '../app/place-of-request.js';
import { TellPlaceFlow } from '../app/tell-place.flow.js';
import { ImmediateDeliveryNotRequested, UnknownSaveConsent, UnknownWaiver } from '../contracts/errors.js';
import { GetCheckout, GetCheckoutState } from '../contracts/queries.js';
import { CheckoutAttempt, CheckoutChange, CheckoutPay, CheckoutRead, CheckoutRefreshed } from './checkout.dto.js';
import { LocaleQuery } from './store-order.dto.js';

/** The checkout of the one order that the caller's secret opens. */
@ApiTags('Checkout')
@Controller('store/v1/checkout')
export class CheckoutController {
  constructor(
    private readonly telling: TellPlaceFlow,
    private readonly queries: Queries,
    private readonly opening: OpenCheckoutFlow,
    private readonly paying: PayOrderFlow,
    private readonly following: FollowAttemptFlow,
    private readonly places: PlaceOfRequest,
    private readonly authenticators: Authenticators,
  ) {}

  @Get()
  @CheckoutRoute()
  @Operation('get_checkout', 'Everything that the page of this checkout shows')
  @Answers200(CheckoutRead)
  async open(@Query() { locale }: LocaleQuery, @WhoCalls() caller: Principal, @Req() request: HubcraftRequest): Promise<CheckoutRead> {
    return this.opening.open({ order_id: caller.orderId!, locale, ip_address: request.ip, verified_player: await this.authenticators.playerBeside(request, caller.scope.gameId) }, caller.scope);
  }

  @Patch()
  @CheckoutRoute()
  @Operation('update_checkout', 'Tell e-mail and place; answers the new quote')
  @Answers200(CheckoutRead)
  async change(@Query() { locale }: LocaleQuery, @Body() body: CheckoutChange, @WhoCalls() caller: Principal, @Req() request: HubcraftRequest): Promise<CheckoutRead> {
    await this.telling.tell({ order_id: caller.orderId!, ...body }, caller.scope);
    return this.shown(caller, locale, request);
  }

  @Post('pay')
  @CheckoutRoute()
  @RequiresIdempotencyKey()
  @HoldsGuessable('method_fields')
  @Operation('pay_checkout', 'Pay; repeating it finds the same attempt')
  @Answers200(CheckoutAttempt)
  async pay(@Query() { locale }: LocaleQuery, @Body() body: CheckoutPay, @WhoCalls() caller: Principal, @Req() request: HubcraftRequest): Promise<CheckoutAttempt> {
    if (!body.immediate_delivery_requested) throw new ImmediateDeliveryNotRequested();
    const waiver = body.waiver ? waiverOf(body.waiver.version, body.waiver.locale) : null;
    if (waiver === undefined) throw new UnknownWaiver();
    const save = body.save ? saveConsentOf(body.save.version, body.save.locale) : null;
    if (save === undefined || save?.usage === 'off_session') throw new UnknownSaveConsent();
    const verified_player = body.save || body.saved_method_id ? await this.authenticators.playerBeside(request, caller.scope.gameId) : null;
    const user_agent = request.headers['user-agent']?.slice(0, 1_024) ?? null;
    const place = await this.places.of(request);
    return this.paying.pay({ ...body, waiver, place, verified_player, save: save && { version: save.version, locale: save.locale }, saved_method_id: body.saved_method_id ? parseId('spm', body.saved_method_id) : null, token: body.token ?? null, locale: locale ?? null, order_id: caller.orderId!, ip_address: request.ip ?? null, user_agent }, caller.scope);
  }

  @Post('refresh')
  @CheckoutRoute()
  @Operation('refresh_checkout', 'Ask the provider how the attempt stands, after its page sent the player back')
  @Answers200(CheckoutRefreshed)
  async refresh(@WhoCalls() caller: Principal): Promise<CheckoutRefreshed> {
    const attempt = await this.following.refresh(caller.orderId!, caller.scope);
    return { state: await this.state(caller.orderId!, caller.scope), attempt };
  }

  @Post('cancel-attempt')
  @CheckoutRoute()
  @Operation('cancel_checkout_attempt', 'Call off the attempt that runs, to pay another way')
  @Answers200(CheckoutRead)
  async cancel(@Query() { locale }: LocaleQuery, @WhoCalls() caller: Principal, @Req() request: HubcraftRequest): Promise<CheckoutRead> {
    await this.following.cancel(caller.orderId!, caller.scope);
    return this.shown(caller, locale, request);
  }

  private async shown(caller: Principal, locale: string | undefined, request: HubcraftRequest): Promise<CheckoutRead> {
    return this.queries.ask(new GetCheckout({ order_id: caller.orderId!, locale, verified_player: await this.authenticators.playerBeside(request, caller.scope.gameId) }), caller.scope);
  }

  private async state(orderId: string, scope: Scope): Promise<string> {
    return (await this.queries.ask(new GetCheckoutState(orderId), scope)).state;
  }
}
