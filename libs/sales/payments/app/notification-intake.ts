import { Injectable, Logger } from '@nestjs/common';
import { Commands } from '#platform/cqrs/doors';
import { Database } from '#platform/database/database';
import { Clock } from '#platform/kernel/clock';
import { isId } from '#platform/kernel/ids';
import type { Scope } from '#platform/kernel/scope';
import { NotificationRefused } from '../contracts/errors.js';
import type { Notification, PaymentGateway } from '../domain/payment-gateway.js';
import { ACCOUNT_ROUTE } from '../infra/account.repository.js';
import { Gateways } from '../infra/gateways/gateways.js';
import { AcceptNotification, UNROUTED, type NotificationState } from './accept-notification.js';
import { AccountGateways } from './account-gateways.js';

type Headers = Record<string, string | string[] | undefined>;

/** Takes what a provider sends: the signature first, then the game that it belongs to, then the write. */
@Injectable()
export class NotificationIntake {
  private readonly logger = new Logger('Payments');

  constructor(private readonly commands: Commands, private readonly database: Database, private readonly gateways: Gateways, private readonly accounts: AccountGateways, private readonly clock: Clock) {}

  /** Throws `payments.notification_refused` (400). */
  take(psp: string, raw: Buffer, headers: Headers, requestId: string | null): Promise<{ state: NotificationState }> {
    return this.accept(this.gateways.named(psp), raw, headers, requestId);
  }

  /** At the address of a studio's account: signed with the secret of that account, and about its own payments. Throws `payments.notification_refused` also where there is no such account, or it was removed. */
  async takeForAccount(accountId: string, raw: Buffer, headers: Headers, requestId: string | null): Promise<{ state: NotificationState }> {
    const gateway = await this.gatewayOf(accountId, requestId);
    if (!gateway) throw new NotificationRefused();
    return this.accept(gateway, raw, headers, requestId);
  }

  private async gatewayOf(accountId: string, requestId: string | null): Promise<PaymentGateway | null> {
    if (!isId('psa', accountId)) return null;
    const [route] = await this.database.unscoped<{ game_id: string }>('SELECT game_id FROM platform.route WHERE kind = $1 AND handle = $2', [ACCOUNT_ROUTE, accountId]);
    if (!route) return null;
    const scope: Scope = { gameId: route.game_id, actor: { kind: 'psp', id: accountId }, requestId };
    return this.accounts.named(accountId, scope);
  }

  private async accept(gateway: PaymentGateway, raw: Buffer, headers: Headers, requestId: string | null): Promise<{ state: NotificationState }> {
    const psp = gateway.provider;
    // Of a provider that is not set up nothing can be verified.
    const notification = gateway.isConfigured ? await gateway.verifyNotification({ raw, headers, now: this.clock.nowSeconds() }) : null;
    if (!notification) throw new NotificationRefused();
    const route = await this.routeOf(psp, notification);
    if (!route) this.logger.warn({ msg: 'a notification about no payment of ours', event_id: notification.event_id, kind: notification.kind });
    const scope = { gameId: route?.game_id ?? UNROUTED, actor: { kind: 'psp' as const, id: psp }, requestId };
    return this.commands.execute(new AcceptNotification(psp, { ...notification, reference: route?.payment_id ?? notification.reference }, gateway.noteOf?.(raw) ?? raw), scope);
  }

  /** Whose payment it is about: by our id, else by the provider's own (a dispute names no other). Of a payment of another account there is no way. */
  private async routeOf(psp: string, { reference, provider_reference }: Notification): Promise<{ game_id: string; payment_id: string } | undefined> {
    if (reference !== null) {
      const [route] = await this.database.unscoped<{ game_id: string }>('SELECT game_id FROM platform.route WHERE kind = $1 AND handle = $2', [`psp:${psp}`, reference]);
      if (route) return { game_id: route.game_id, payment_id: reference };
    }
    if (provider_reference === null) return undefined;
    const [payment] = await this.database.asDispatcher<{ game_id: string; payment_id: string }>('SELECT game_id, id AS payment_id FROM payments.payment WHERE provider = $1 AND provider_reference = $2', [psp, provider_reference]);
    return payment;
  }
}
