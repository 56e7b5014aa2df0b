import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Config } from '#platform/config/config';
import { isCurrency } from '#platform/kernel/currency';
import { NoGateway } from '../contracts/errors.js';
import { GetCardFrame, ListPaymentMethods, type CardFrame } from '../contracts/queries.js';
import { GatewayOfGame } from './gateway-of-game.js';

@QueryHandler(GetCardFrame)
export class GetCardFrameHandler implements IQueryHandler<GetCardFrame> {
  constructor(private readonly gateways: GatewayOfGame, private readonly config: Config) {}

  async execute({ input }: GetCardFrame): Promise<CardFrame> {
    const gateway = await this.gateways.find();
    if (!gateway) throw new NoGateway();
    return { provider: gateway.provider, ...gateway.cardFrame({ parent_origin: new URL(this.config.publicUrl).origin, locale: input.locale }) };
  }
}

@QueryHandler(ListPaymentMethods)
export class ListPaymentMethodsHandler implements IQueryHandler<ListPaymentMethods> {
  constructor(private readonly gateways: GatewayOfGame) {}

  /** The sandbox takes every method in every country; nothing is paid with nothing. */
  async execute({ input }: ListPaymentMethods): Promise<{ method: string; label: string; kind: 'card' | 'redirect' | 'async' }[]> {
    const gateway = await this.gateways.find();
    if (!gateway || input.amount_minor <= 0 || !isCurrency(input.currency)) return [];
    return [...gateway.methods()];
  }
}
