import { Injectable, Logger } from '@nestjs/common';
import { Commands } from '#platform/cqrs/doors';
import { Database } from '#platform/database/database';
import { Clock } from '#platform/kernel/clock';
import { NotificationRefused } from '../contracts/errors.js';
import type { Notification } from '../domain/payment-gateway.js';
import { Gateways } from '../infra/gateways/gateways.js';
import { AcceptNotification, UNROUTED, type NotificationState } from './accept-notification.js';

/** Takes what a provider sends: the signature first, then the game that it belongs to, then the write. */
@Injectable()
export class NotificationIntake {
  private readonly logger = new Logger('Payments');

  constructor(private readonly commands: Commands, private readonly database: Database, private readonly gateways: Gateways, private readonly clock: Clock) {}

  /** Throws `payments.notification_refused` (400). */
  async take(psp: string, raw: Buffer, headers: Record<string, string | string[] | undefined>, requestId: string | null): Promise<{ state: NotificationState }> {
    const gateway = this.gateways.named(psp);
    // Of a provider that is not set up nothing can be verified.
    const notification = gateway.isConfigured ? await gateway.verifyNotification({ raw, headers, now: this.clock.nowSeconds() }) : null;
    if (!notification) throw new NotificationRefused();
    const route = await this.routeOf(psp, notification);
    if (!route) this.logger.warn({ msg: 'a notification about no payment of ours', event_id: notification.event_id, kind: notification.kind });
    const scope = { gameId: route?.game_id ?? UNROUTED, actor: { kind: 'psp' as const, id: psp }, requestId };
    return this.commands.execute(new AcceptNotification(psp, { ...notification, reference: route?.payment_id ?? notification.reference }, gateway.noteOf?.(raw) ?? raw), scope);
  }

  /** Whose payment it is about: by our id, else by the provider's own (a dispute names no other). */
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
