import { Injectable } from '@nestjs/common';
import { Config } from '#platform/config/config';
import { Queries } from '#platform/cqrs/doors';
import { GetEnvironment } from '#studio/games/queries';
import type { Chargeable, PaymentGateway } from '../domain/payment-gateway.js';
import { chooseGateway } from '../domain/routing.js';
import { Gateways } from '../infra/gateways/gateways.js';

/** Which provider charges for a game. */
@Injectable()
export class GatewayOfGame {
  constructor(private readonly config: Config, private readonly queries: Queries, private readonly gateways: Gateways) {}

  /** The provider of a new attempt of the game of the open transaction, of any where nothing is told of it; or null. */
  async find(what?: Chargeable): Promise<PaymentGateway | null> {
    const { inOrder } = this.gateways;
    if (inOrder.length === 0) return null;
    return chooseGateway(inOrder, { environment: await this.queries.ask(new GetEnvironment()), isProduction: this.config.isProduction }, what);
  }
}
