import { Body, Controller, Get, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Commands, Queries } from '#platform/cqrs/doors';
import { Answers200, Operation } from '#platform/http/answers';
import { Caller, OperatorRoute, StudioRoute, WhoCalls, type Principal } from '#platform/http/policy';
import { requireStaffProof } from '#platform/http/staff-proof';
import { Clock } from '#platform/kernel/clock';
import { parseId } from '#platform/kernel/ids';
import type { Scope } from '#platform/kernel/scope';
import { GetMethodRules, SetMethodRules } from '../app/method-rules.js';
import { ListMethodStates, PreviewMethods } from '../app/payment-methods.js';
import { GetProviderRoutes, SetProviderRoutes } from '../app/provider-routes.js';
import { MethodList, MethodPreviewQuery, MethodPreviewRead, MethodRulesRead, MethodRulesSet, ProviderRoutesRead, ProviderRoutesSet } from './payment-methods.dto.js';

/** Which methods a game offers. */
@ApiTags('Payment methods')
@Controller('v1')
export class PaymentMethodsController {
  constructor(private readonly commands: Commands, private readonly queries: Queries) {}

  @Get('payment_methods')
  @StudioRoute('payments:read')
  @Operation('list_payment_methods', 'Every payment method that is known, what it can do, and whether this game can be paid by it')
  @Answers200(MethodList)
  async list(@Caller() scope: Scope): Promise<MethodList> {
    const states = await this.queries.ask(new ListMethodStates(), scope);
    return {
      data: states.map(({ id, name, type, territories, currencies, pending, refund, refund_days, recurring, chargebacks, limits, is_available }) => ({
        id, name, type, territories, currencies, pending, refund, refund_days, recurring, chargebacks, limits, is_available,
      })),
    };
  }

  @Get('payment_methods/preview')
  @StudioRoute('payments:read')
  @Operation('preview_payment_methods', 'What the checkout of such a sale offers, in its order, and why it leaves out the others')
  @Answers200(MethodPreviewRead)
  preview(@Query() { country, currency, amount, sku }: MethodPreviewQuery, @Caller() scope: Scope): Promise<MethodPreviewRead> {
    return this.queries.ask(new PreviewMethods({ country, currency, amount_minor: amount, skus: sku ?? [] }), scope);
  }

  @Get('payment_method_rules')
  @StudioRoute('payments:read')
  @Operation('get_payment_method_rules', 'Which methods this game offers, where and of which products')
  @Answers200(MethodRulesRead)
  rules(@Caller() scope: Scope): Promise<MethodRulesRead> {
    return this.queries.ask(new GetMethodRules(), scope);
  }

  @Put('payment_method_rules')
  @StudioRoute('payments:write')
  @Operation('set_payment_method_rules', 'Say which methods this game offers: each rule that matches a sale can leave methods out, the most exact one puts them in order. Checkouts that are open follow at once')
  @Answers200(MethodRulesRead)
  async setRules(@Body() { rules }: MethodRulesSet, @Caller() scope: Scope): Promise<MethodRulesRead> {
    await this.commands.execute(new SetMethodRules(rules.map(({ country, sku, allow, deny, order }) => ({ country: country ?? null, sku: sku ?? null, allow: allow ?? null, deny: deny ?? [], order: order ?? [] }))), scope);
    return this.queries.ask(new GetMethodRules(), scope);
  }
}

/** Which provider charges which sales. */
@ApiTags('Operator payments')
@Controller('operator/v1/payment_routes')
export class ProviderRoutesController {
  constructor(private readonly commands: Commands, private readonly queries: Queries, private readonly clock: Clock) {}

  @Get()
  @OperatorRoute('payments:read')
  @Operation('get_payment_routes', 'Which payment provider charges which sales')
  @Answers200(ProviderRoutesRead)
  routes(@WhoCalls() { scope }: Principal): Promise<ProviderRoutesRead> {
    return this.queries.ask(new GetProviderRoutes(), scope);
  }

  @Put()
  @OperatorRoute('payments:write')
  @Operation('set_payment_routes', 'Say which payment provider charges which sales; what no route names follows the order of the installation. In force within five seconds, for new attempts')
  @Answers200(ProviderRoutesRead)
  async setRoutes(@Body() { routes }: ProviderRoutesSet, @WhoCalls() caller: Principal): Promise<ProviderRoutesRead> {
    requireStaffProof(caller, this.clock.now());
    const wished = routes.map(({ game_id, method, country, currency, providers }) => ({ game_id: game_id ? parseId('gam', game_id) : null, method: method ?? null, country: country ?? null, currency: currency ?? null, providers }));
    await this.commands.execute(new SetProviderRoutes(wished), caller.scope);
    return this.queries.ask(new GetProviderRoutes(), caller.scope);
  }
}
