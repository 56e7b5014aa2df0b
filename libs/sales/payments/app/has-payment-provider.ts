import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { HasPaymentProvider } from '#studio/onboarding/queries';
import { GatewayOfGame } from './gateway-of-game.js';

/** A question of onboarding, which may not call this context. */
@QueryHandler(HasPaymentProvider)
export class HasPaymentProviderHandler implements IQueryHandler<HasPaymentProvider> {
  constructor(private readonly gateways: GatewayOfGame) {}
  execute(): Promise<boolean> {
    return this.gateways.isThere();
  }
}
