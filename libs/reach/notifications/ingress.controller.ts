import { Controller, Post, Req } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiTags } from '@nestjs/swagger';
import { isPublicAddress } from '#platform/egress/egress';
import { Answers200, Operation } from '#platform/http/answers';
import { IngressRoute, type HubcraftRequest } from '#platform/http/policy';
import { ProcessBuckets, type Bucket } from '#platform/limits/limits';
import { ReportRefused, TooManyRefusedReports } from './contracts/errors.js';
import { ReportAnswer } from './mails.dto.js';
import { ReportIntake } from './report-intake.js';

/** What an address may send without the secret: a hundred, then one a second. Counted in this process alone, as of payment providers. */
const REFUSALS: Bucket = { capacity: 100, perSecond: 1 };

@ApiTags('Ingress')
@Controller('ingress')
export class MailIngressController {
  private readonly refusals = new ProcessBuckets();

  constructor(private readonly intake: ReportIntake) {}

  @Post('mail')
  @IngressRoute()
  @Operation('receive_mail_report', 'Reports about mails of ours, as they came by mail: of delivery (RFC 3464) and of abuse (RFC 5965)', 'With `Authorization: Bearer` and the secret of `MAIL_INGRESS_SECRET`. Whatever is no such report, or about no mail of ours, is answered 200 as well, so that nobody sends it again; what is told twice changes nothing.')
  @ApiConsumes('message/rfc822')
  @ApiBody({ schema: { type: 'string', format: 'binary' }, description: 'The mail with all of its parts, at most 1 MiB' })
  @Answers200(ReportAnswer)
  async mail(@Req() request: HubcraftRequest): Promise<ReportAnswer> {
    const { allowed, retryAfterSeconds } = this.refusals.take(request.ip, REFUSALS, 0, performance.now());
    if (!allowed && isPublicAddress(request.ip)) throw new TooManyRefusedReports(retryAfterSeconds);
    try {
      return { received: true, state: await this.intake.take(request.headers.authorization, request.rawText ?? Buffer.alloc(0), request.requestId) };
    } catch (error) {
      if (error instanceof ReportRefused) this.refusals.charge(request.ip, REFUSALS, 1, performance.now());
      throw error;
    }
  }
}
