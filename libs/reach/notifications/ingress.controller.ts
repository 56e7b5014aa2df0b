import { Controller, Post, Req } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiTags } from '@nestjs/swagger';
import { Answers200, Operation } from '#platform/http/answers';
import { IngressRoute, type HubcraftRequest } from '#platform/http/policy';
import { Forgeries } from '#platform/limits/forgeries';
import { ReportRefused, TooManyRefusedReports } from './contracts/errors.js';
import { ReportAnswer } from './mails.dto.js';
import { ReportIntake } from './report-intake.js';

@ApiTags('Ingress')
@Controller('ingress')
export class MailIngressController {
  private readonly forgeries = new Forgeries();

  constructor(private readonly intake: ReportIntake) {}

  @Post('mail')
  @IngressRoute()
  @Operation('receive_mail_report', 'Reports about mails of ours, as they came by mail: of delivery (RFC 3464) and of abuse (RFC 5965)', 'With `Authorization: Bearer` and the secret of `MAIL_INGRESS_SECRET`. Whatever is no such report, or about no mail of ours, is answered 200 as well, so that nobody sends it again; what is told twice changes nothing.')
  @ApiConsumes('message/rfc822')
  @ApiBody({ schema: { type: 'string', format: 'binary' }, description: 'The mail with all of its parts, at most 1 MiB' })
  @Answers200(ReportAnswer)
  async mail(@Req() request: HubcraftRequest): Promise<ReportAnswer> {
    const state = await this.forgeries.guard(request.ip, () => this.intake.take(request.headers.authorization, request.rawText ?? Buffer.alloc(0), request.requestId), {
      refusal: ReportRefused, tooMany: (retryAfterSeconds) => new TooManyRefusedReports(retryAfterSeconds),
    });
    return { received: true, state };
  }
}
