import { Controller, Logger, Post, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Commands } from '#platform/cqrs/doors';
import { Database } from '#platform/database/database';
import { Answers200, Operation } from '#platform/http/answers';
import { IngressRoute, type HubcraftRequest } from '#platform/http/policy';
import { Clock } from '#platform/kernel/clock';
import { AcceptNotification, UNROUTED } from '../app/accept-notification.js';
import { NotificationRefused } from '../contracts/errors.js';
import { Gateways } from '../infra/gateways/gateways.js';
import { NotificationAnswer } from './payment.dto.js';

@ApiTags('Ingress')
@Controller('ingress')
export class PaymentsIngressController {
  private readonly logger = new Logger('Payments');

  constructor(private readonly commands: Commands, private readonly database: Database, private readonly gateways: Gateways, private readonly clock: Clock) {}

  @Post('sandbox')
  @IngressRoute()
  @Operation('receive_sandbox_notification', 'What the sandbox PSP tells of charges, refunds and disputes')
  @Answers200(NotificationAnswer)
  async sandbox(@Req() request: HubcraftRequest): Promise<NotificationAnswer> {
    const gateway = this.gateways.named('sandbox');
    const raw = request.rawText ?? Buffer.alloc(0);
    const notification = gateway.verifyNotification({ raw, headers: request.headers, now: this.clock.nowSeconds() });
    if (!notification) throw new NotificationRefused();
    const [route] = notification.reference === null ? [] : await this.database.unscoped<{ game_id: string }>(
      `SELECT game_id FROM platform.route WHERE kind = 'psp:sandbox' AND handle = $1`, [notification.reference]);
    if (!route) this.logger.warn({ msg: 'a notification about no payment of ours', event_id: notification.event_id, kind: notification.kind });
    const scope = { gameId: route?.game_id ?? UNROUTED, actor: { kind: 'psp' as const, id: gateway.provider }, requestId: request.requestId };
    const { state } = await this.commands.execute(new AcceptNotification(gateway.provider, notification, raw), scope);
    return { received: true, state };
  }
}
