import { Injectable } from '@nestjs/common';
import { Config } from '#platform/config/config';
import { Queries } from '#platform/cqrs/doors';
import { InvariantBroken } from '#platform/kernel/errors';
import type { Scope } from '#platform/kernel/scope';
import { GetGame } from '#studio/games/queries';
import type { PaymentGateway } from '../../domain/payment-gateway.js';
import { SandboxGateway } from './sandbox-gateway.js';

/** Which provider charges for a game, and the gateway of each provider. */
@Injectable()
export class Gateways {
  constructor(private readonly config: Config, private readonly queries: Queries, private readonly sandbox: SandboxGateway) {}

  named(provider: string): PaymentGateway {
    if (provider !== this.sandbox.provider) throw new InvariantBroken(`There is no gateway to ${provider}`);
    return this.sandbox;
  }

  /** The provider of new attempts of the game of the scope, or null: in production nobody's real game is charged by a sandbox. */
  async forGame(scope?: Scope): Promise<PaymentGateway | null> {
    if (!this.config.optional('SANDBOX_PSP_URL')) return null;
    if (!this.config.isProduction) return this.sandbox;
    const game = await this.queries.ask(new GetGame(), scope);
    return game.environment === 'live' ? null : this.sandbox;
  }
}
