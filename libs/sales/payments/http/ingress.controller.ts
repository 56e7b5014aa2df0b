import { Controller, Post, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Answers200, Operation } from '#platform/http/answers';
import { IngressRoute, type HubcraftRequest } from '#platform/http/policy';
import { NotificationIntake } from '../app/notification-intake.js';
import { NotificationAnswer } from './payment.dto.js';

@ApiTags('Ingress')
@Controller('ingress')
export class PaymentsIngressController {
  constructor(private readonly intake: NotificationIntake) {}

  @Post('sandbox')
  @IngressRoute()
  @Operation('receive_sandbox_notification', 'What the sandbox PSP tells of charges, refunds and disputes')
  @Answers200(NotificationAnswer)
  async sandbox(@Req() request: HubcraftRequest): Promise<NotificationAnswer> {
    const { state } = await this.intake.take('sandbox', request.rawText ?? Buffer.alloc(0), request.headers, request.requestId);
    return { received: true, state };
  }
}
