import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Config } from '#platform/config/config';
import { Queries } from '#platform/cqrs/doors';
import { Query } from '#platform/kernel/messages';
import { GetCountryMode } from '#studio/games/queries';
import { NoGateway } from '../contracts/errors.js';
import { kindOf } from '../contracts/ids.js';
import { GetCardFrame, ListCardFrameOrigins, ListPaymentMethods, PAYMENT_METHODS, type CardFrame, type OfferedMethod, type PaymentMethod } from '../contracts/queries.js';
import { putFirst, ruled } from '../domain/method-rules.js';
import { obstacleOf, offered, onPhones, ranked } from '../domain/methods.js';
import { GatewayOfGame } from './gateway-of-game.js';
import { GetMethodRules } from './method-rules.js';

@QueryHandler(GetCardFrame)
export class GetCardFrameHandler implements IQueryHandler<GetCardFrame> {
  constructor(private readonly gateways: GatewayOfGame, private readonly config: Config) {}

  async execute({ input }: GetCardFrame): Promise<CardFrame> {
    const gateway = await this.gateways.find({ method: 'card', what: input.what });
    if (!gateway?.cardFrame) throw new NoGateway();
    return { provider: kindOf(gateway.provider), ...gateway.cardFrame({ parent_origin: new URL(this.config.publicUrl).origin, locale: input.locale }) };
  }
}

@QueryHandler(ListCardFrameOrigins)
export class ListCardFrameOriginsHandler implements IQueryHandler<ListCardFrameOrigins> {
  constructor(private readonly gateways: GatewayOfGame, private readonly config: Config) {}

  async execute(): Promise<string[]> {
    const page = { parent_origin: new URL(this.config.publicUrl).origin, locale: 'en' };
    return [...new Set((await this.gateways.all()).flatMap((gateway) => gateway.cardFrame?.(page).origin ?? []))];
  }
}

@QueryHandler(ListPaymentMethods)
export class ListPaymentMethodsHandler implements IQueryHandler<ListPaymentMethods> {
  constructor(private readonly gateways: GatewayOfGame, private readonly queries: Queries) {}

  async execute({ input: { skus = [], ...what } }: ListPaymentMethods): Promise<OfferedMethod[]> {
    const methods = await this.gateways.methods(what);
    if (methods.length === 0) return [];
    const { rules } = await this.queries.ask(new GetMethodRules());
    const sale = { country: what.country, skus };
    return onPhones(ruled(rules, sale, ranked(methods)).map(offered), putFirst(rules, sale));
  }
}

/** What a studio is shown of a method: what it can do, and whether a provider that is set up can charge its game by it. */
export interface MethodState extends PaymentMethod {
  is_available: boolean;
}

/** Every method that is known, in the order of the table. `is_available` is of the game of the scope, whatever the sale. */
export class ListMethodStates extends Query<MethodState[]> {}

@QueryHandler(ListMethodStates)
export class ListMethodStatesHandler implements IQueryHandler<ListMethodStates> {
  constructor(private readonly gateways: GatewayOfGame) {}

  async execute(): Promise<MethodState[]> {
    const states = [];
    for (const method of PAYMENT_METHODS) states.push({ ...method, is_available: (await this.gateways.find({ method: method.id })) !== null });
    return states;
  }
}

export type LeftOutBecause = 'territory' | 'currency' | 'amount' | 'no_provider' | 'rule';

/** What would be offered for a sale, and why each other method would not. */
export class PreviewMethods extends Query<{ offered: OfferedMethod[]; left_out: { method: string; because: LeftOutBecause }[] }> {
  constructor(readonly input: ListPaymentMethods['input']) { super(); }
}

@QueryHandler(PreviewMethods)
export class PreviewMethodsHandler implements IQueryHandler<PreviewMethods> {
  constructor(private readonly gateways: GatewayOfGame, private readonly queries: Queries) {}

  async execute({ input: asked }: PreviewMethods): Promise<{ offered: OfferedMethod[]; left_out: { method: string; because: LeftOutBecause }[] }> {
    const mode = await this.queries.ask(new GetCountryMode(asked.country));
    const input = { ...asked, seller: mode === 'own_psp' ? ('studio' as const) : ('operator' as const) };
    const offers = await this.queries.ask(new ListPaymentMethods(input));
    const able = await this.gateways.methods(input);
    const others = PAYMENT_METHODS.filter(({ id }) => !offers.some(({ method }) => method === id));
    const left_out = others.map((method) => ({ method: method.id, because: obstacleOf(method, input) ?? (able.some((each) => each.method === method.id) ? ('rule' as const) : ('no_provider' as const)) }));
    const offeredHere = offers.map((offer) => {
      const { phone_position: _, ...rest } = offer;
      return rest;
    });
    return { offered: offeredHere, left_out };
  }
}
