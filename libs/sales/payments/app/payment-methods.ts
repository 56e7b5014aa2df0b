import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Config } from '#platform/config/config';
import { NoGateway } from '../contracts/errors.js';
import { GetCardFrame, ListPaymentMethods, type CardFrame } from '../contracts/queries.js';
import { GatewayOfGame } from './gateway-of-game.js';

@QueryHandler(GetCardFrame)
export class GetCardFrameHandler implements IQueryHandler<GetCardFrame> {
  constructor(private readonly gateways: GatewayOfGame, private readonly config: Config) {}

  async execute({ input }: GetCardFrame): Promise<CardFrame> {
    const gateway = await this.gateways.find({ method: 'card', what: input.what });
    if (!gateway?.cardFrame) throw new NoGateway();
    return { provider: gateway.provider, ...gateway.cardFrame({ parent_origin: new URL(this.config.publicUrl).origin, locale: input.locale }) };
  }
}

@QueryHandler(ListPaymentMethods)
export class ListPaymentMethodsHandler implements IQueryHandler<ListPaymentMethods> {
  constructor(private readonly gateways: GatewayOfGame) {}

  async execute({ input }: ListPaymentMethods): Promise<{ method: string; label: string; kind: 'card' | 'redirect' | 'async' }[]> {
    return [...(await this.gateways.methods(input))];
  }
}
