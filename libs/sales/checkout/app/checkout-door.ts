import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Queries } from '#platform/cqrs/doors';
import { tokenHash } from '#platform/crypto/envelope';
import { Routes } from '#platform/database/routes';
import { Authenticators } from '#platform/http/authentication';
import type { HubcraftRequest, Principal } from '#platform/http/policy';
import { systemScope } from '#platform/kernel/scope';
import { GetEnvironment } from '#studio/games/queries';

const SECRET = /^cs_[\w-]{43}$/;

/**
 * Opens the checkout of one order by its client secret (`Authorization: Bearer cs_…`). The secret is compared by its hash, and it opens nothing but that order.
 */
@Injectable()
export class CheckoutDoor implements OnModuleInit {
  constructor(private readonly authenticators: Authenticators, private readonly routes: Routes, private readonly queries: Queries) {}

  onModuleInit(): void {
    this.authenticators.register('checkout', (request) => this.authenticate(request));
  }

  /** The caller that a secret makes, or null when it opens nothing. */
  async principalOf(secret: string, requestId: string | null = null): Promise<Principal | null> {
    if (!SECRET.test(secret)) return null;
    const route = await this.routes.lasting('checkout', tokenHash(secret));
    if (!route?.target_id) return null;
    return {
      scope: { gameId: route.game_id, actor: { kind: 'checkout', id: route.target_id }, requestId },
      environment: await this.queries.ask(new GetEnvironment(), systemScope(route.game_id, 'sales/checkout.open')), grants: [], orderId: route.target_id,
    };
  }

  private authenticate(request: HubcraftRequest): Promise<Principal | null> {
    const [scheme, secret] = (request.headers.authorization ?? '').split(' ', 2);
    return scheme?.toLowerCase() === 'bearer' && secret ? this.principalOf(secret, request.requestId) : Promise.resolve(null);
  }
}
