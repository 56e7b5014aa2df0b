import { Injectable } from '@nestjs/common';
import { Config } from '#platform/config/config';
import { Queries } from '#platform/cqrs/doors';
import { GetEnvironment } from '#studio/games/queries';
import type { PaymentGateway } from '../domain/payment-gateway.js';
import { Gateways } from '../infra/gateways/gateways.js';

/** Which provider charges for a game. */
@Injectable()
export class GatewayOfGame {
  constructor(private readonly config: Config, private readonly queries: Queries, private readonly gateways: Gateways) {}

  /** The provider of new attempts of the game of the open transaction, or null: in production nobody's real game is charged by a sandbox. */
  async find(): Promise<PaymentGateway | null> {
    if (!this.config.optional('SANDBOX_PSP_URL')) return null;
    const isRefused = this.config.isProduction && (await this.queries.ask(new GetEnvironment())) === 'live';
    return isRefused ? null : this.gateways.named('sandbox');
  }
}
