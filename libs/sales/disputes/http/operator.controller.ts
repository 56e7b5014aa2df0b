import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Answers200, Operation } from '#platform/http/answers';
import { OperatorRoute, WhoCalls, type Principal } from '#platform/http/policy';
import { requireStaffProof } from '#platform/http/staff-proof';
import { Clock } from '#platform/kernel/clock';
import { parseId } from '#platform/kernel/ids';
import { AnswerFlow } from '../app/answer.flow.js';
import { DisputeDesk } from '../app/dispute-queries.js';
import { Ratios } from '../app/ratios.js';
import type { DisputeStatus } from '../contracts/queries.js';
import { DisputePage, DisputeRatiosQuery, DisputeRatiosRead, DisputeRead, EvidenceRead, EvidenceSubmit, OpenDisputesQuery } from './dispute.dto.js';

const LIMIT = 20;

/** Where the operator, who is the merchant, answers banks. */
@ApiTags('Operator disputes')
@Controller('operator/v1')
export class OperatorDisputesController {
  constructor(private readonly desk: DisputeDesk, private readonly flow: AnswerFlow, private readonly ratios: Ratios, private readonly clock: Clock) {}

  @Get('disputes')
  @OperatorRoute('disputes:read')
  @Operation('list_open_disputes', 'Disputes of all games that have no end, what is due first')
  @Answers200(DisputePage)
  list(@Query() { limit = LIMIT, starting_after, status, due_before }: OpenDisputesQuery): Promise<DisputePage> {
    return this.desk.open({ status: (status as DisputeStatus[] | undefined) ?? null, due_before: due_before ?? null, starting_after: starting_after ? parseId('dsp', starting_after) : null, limit });
  }

  @Get('disputes/:dispute_id')
  @OperatorRoute('disputes:read')
  @Operation('get_dispute_of_any_game', 'One dispute of any game')
  @Answers200(DisputeRead)
  get(@Param('dispute_id') id: string): Promise<DisputeRead> {
    return this.desk.find(parseId('dsp', id));
  }

  @Get('disputes/:dispute_id/evidence')
  @OperatorRoute('disputes:read')
  @Operation('get_dispute_evidence', 'What the bank was shown, or would be shown now')
  @Answers200(EvidenceRead)
  evidence(@Param('dispute_id') id: string, @WhoCalls() { scope }: Principal): Promise<EvidenceRead> {
    return this.flow.evidence(parseId('dsp', id), scope);
  }

  @Post('disputes/:dispute_id/submit')
  @OperatorRoute('disputes:write')
  @Operation('submit_dispute_evidence', 'Send the evidence to the bank, once and for good; it would go by itself before the time is over')
  @Answers200(DisputeRead)
  submit(@Param('dispute_id') id: string, @Body() { statement, by_hand }: EvidenceSubmit, @WhoCalls() caller: Principal): Promise<DisputeRead> {
    const disputeId = parseId('dsp', id);
    requireStaffProof(caller, this.clock.now());
    return this.flow.submit(disputeId, { statement: statement ?? null, by_hand: by_hand ?? false }, caller.scope);
  }

  @Post('disputes/:dispute_id/accept')
  @OperatorRoute('disputes:write')
  @Operation('accept_dispute', 'Give a dispute up: it is lost')
  @Answers200(DisputeRead)
  accept(@Param('dispute_id') id: string, @WhoCalls() caller: Principal): Promise<DisputeRead> {
    const disputeId = parseId('dsp', id);
    requireStaffProof(caller, this.clock.now());
    return this.flow.accept(disputeId, caller.scope);
  }

  @Get('dispute_ratios')
  @OperatorRoute('disputes:read')
  @Operation('get_dispute_ratios', 'Disputes and reports of fraud among the sales of a month, by card scheme and by studio, and how near they are to the thresholds')
  @Answers200(DisputeRatiosRead)
  async monthRatios(@Query() { month, environment = 'live' }: DisputeRatiosQuery): Promise<DisputeRatiosRead> {
    const { month: of, schemes, studios } = await this.ratios.ofMonth(environment as 'sandbox' | 'live', month ? `${month}-01` : null);
    return { month: of.slice(0, 7), environment, schemes: schemes.map((each) => ({ ...each, fraud_disputes_usd_minor: Number(each.fraud_disputes_usd_minor) })), studios };
  }
}
