import { Body, Controller, Delete, Get, Param, Post, Put, Query } from '@nestjs/common';
import { ApiBody, ApiTags } from '@nestjs/swagger';
import { Commands, Queries } from '#platform/cqrs/doors';
import { NotAuditedForKeys } from '#platform/audit/audit.interceptor';
import { Answers200, Answers204, Operation } from '#platform/http/answers';
import { Caller, StudioRoute } from '#platform/http/policy';
import { BodyList } from '#platform/http/validation';
import { parseId } from '#platform/kernel/ids';
import type { Scope } from '#platform/kernel/scope';
import { DecideReview, ListReviews } from '../app/reviews.js';
import { GetReviewRules, ListSignals, SetReviewRules, TakeBackSignal, TellSignals } from '../app/signals.js';
import { PaymentReviewDecide, PaymentReviewPage, PaymentReviewRead, PaymentReviewsQuery, ReviewRulesRead, ReviewRulesSet, RiskSignalRead, RiskSignalsQuery, RiskSignalTakeBack, RiskSignalTell } from './reviews.dto.js';

const LIMIT = 20;
const HOLD_HOURS = 24;
const SIGNAL_DAYS = 30;
const SIGNALS_MAX = 100;

@ApiTags('Risk')
@Controller('v1')
export class PaymentReviewsController {
  constructor(private readonly commands: Commands, private readonly queries: Queries) {}

  @Get('payment_reviews')
  @StudioRoute('risk:read')
  @Operation('list_payment_reviews', 'Payments whose orders wait or waited for a person, the newest first')
  @Answers200(PaymentReviewPage)
  list(@Query() { limit = LIMIT, starting_after, state }: PaymentReviewsQuery, @Caller() scope: Scope): Promise<PaymentReviewPage> {
    return this.queries.ask(new ListReviews({ state: state ?? null, after: starting_after ?? null, limit }), scope);
  }

  @Post('payment_reviews/:payment_id/decide')
  @StudioRoute('risk:write')
  @Operation('decide_payment_review', 'Release a payment, or give all of its money back. The first decision counts')
  @Answers200(PaymentReviewRead)
  decide(@Param('payment_id') id: string, @Body() decision: PaymentReviewDecide, @Caller() scope: Scope): Promise<PaymentReviewRead> {
    return this.commands.execute(new DecideReview({ ...decision, payment_id: parseId('pmt', id) }), scope);
  }

  @Get('review_rules')
  @StudioRoute('risk:read')
  @Operation('get_review_rules', 'Above which amount a payment by card waits for a person, and for how long')
  @Answers200(ReviewRulesRead)
  rules(@Caller() scope: Scope): Promise<ReviewRulesRead> {
    return this.queries.ask(new GetReviewRules(), scope);
  }

  @Put('review_rules')
  @StudioRoute('risk:write')
  @Operation('set_review_rules', 'Have payments by card above an amount wait for a person')
  @Answers200(ReviewRulesRead)
  setRules(@Body() { review_above_usd_minor, hold_hours = HOLD_HOURS }: ReviewRulesSet, @Caller() scope: Scope): Promise<ReviewRulesRead> {
    return this.commands.execute(new SetReviewRules({ review_above_usd_minor, hold_hours }), scope);
  }

  @Get('risk_signals')
  @StudioRoute('risk:read')
  @Operation('list_risk_signals', 'What your game has told of an account and what still counts')
  @Answers200([RiskSignalRead])
  signals(@Query() { player_id }: RiskSignalsQuery, @Caller() scope: Scope): Promise<RiskSignalRead[]> {
    return this.queries.ask(new ListSignals(player_id), scope);
  }

  @Post('risk_signals')
  @StudioRoute('risk:write')
  @NotAuditedForKeys('games tell it of accounts by the thousand; who told it stands with each')
  @Operation('tell_risk_signals', 'Tell of accounts what you know: it counts when they pay by card. The last word of each kind counts')
  @ApiBody({ type: RiskSignalTell, isArray: true })
  @Answers204()
  tell(@Body(new BodyList(RiskSignalTell, SIGNALS_MAX)) signals: RiskSignalTell[], @Caller() scope: Scope): Promise<void> {
    return this.commands.execute(new TellSignals(signals.map(({ expires_in_days = SIGNAL_DAYS, ...signal }) => ({ ...signal, expires_in_days }))), scope);
  }

  @Delete('risk_signals')
  @StudioRoute('risk:write')
  @NotAuditedForKeys('as told')
  @Operation('take_back_risk_signal', 'It does not hold any more')
  @Answers204()
  takeBack(@Query() { player_id, kind }: RiskSignalTakeBack, @Caller() scope: Scope): Promise<void> {
    return this.commands.execute(new TakeBackSignal(player_id, kind), scope);
  }
}
