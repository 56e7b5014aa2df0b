import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Commands, Queries } from '#platform/cqrs/doors';
import { Answers200, Answers201, Operation } from '#platform/http/answers';
import { Caller, OperatorRoute, WhoCalls, type Principal } from '#platform/http/policy';
import { requireStaffProof } from '#platform/http/staff-proof';
import { Clock } from '#platform/kernel/clock';
import { parseId } from '#platform/kernel/ids';
import { OPERATOR, type Scope } from '#platform/kernel/scope';
import { AppealDesk, DecideAppeal, FileAppeal } from '../app/appeals.js';
import { EndListEntry, ListDesk, ListListEntries } from '../app/lists.js';
import { DecideReview, ReviewDesk } from '../app/reviews.js';
import { AppealDecide, AppealFile, AppealPage, AppealRead, ListEntriesQuery, ListEntryCreate, ListEntryEnd, ListEntryPage, ListEntryRead, OpenAppealsQuery } from './lists.dto.js';
import { OpenPaymentReviewsQuery, PaymentReviewDecide, PaymentReviewPage, PaymentReviewRead } from './reviews.dto.js';

const LIMIT = 20;
const DAYS = 90;

/** What holds in all games, and what of any game waits for a person. */
@ApiTags('Operator risk')
@Controller('operator/v1')
export class OperatorListsController {
  constructor(private readonly commands: Commands, private readonly queries: Queries, private readonly desk: ListDesk, private readonly open: AppealDesk, private readonly held: ReviewDesk, private readonly clock: Clock) {}

  @Get('risk_list_entries')
  @OperatorRoute('risk:read')
  @Operation('list_installation_risk_list_entries', 'What is blocked, allowed or looked at in all games, the newest first')
  @Answers200(ListEntryPage)
  list(@Query() { limit = LIMIT, starting_after, list, subject, value, is_open = true }: ListEntriesQuery, @Caller() scope: Scope): Promise<ListEntryPage> {
    const value_keys = this.desk.keysOf(subject, value, OPERATOR);
    return this.queries.ask(new ListListEntries({ limit, after: starting_after ?? null, list, subject, value_keys, is_open }), scope);
  }

  @Post('risk_list_entries')
  @OperatorRoute('risk:write')
  @Operation('create_installation_risk_list_entry', 'Block or allow in all games what payments by card are made with, or have a person look at them')
  @Answers201(ListEntryRead)
  create(@Body() { expires_in_days = DAYS, ...entry }: ListEntryCreate, @Caller() scope: Scope): Promise<ListEntryRead> {
    return this.desk.add({ ...entry, expires_in_days }, scope, null);
  }

  @Post('risk_list_entries/:entry_id/end')
  @OperatorRoute('risk:write')
  @Operation('end_installation_risk_list_entry', 'End an entry of all games before its time')
  @Answers200(ListEntryRead)
  end(@Param('entry_id') id: string, @Body() { reason }: ListEntryEnd, @Caller() scope: Scope): Promise<ListEntryRead> {
    return this.commands.execute(new EndListEntry({ id: parseId('rle', id), reason }), scope);
  }

  @Get('risk_appeals')
  @OperatorRoute('risk:read')
  @Operation('list_open_risk_appeals', 'Appeals of all games that wait, the oldest first')
  @Answers200(AppealPage)
  appeals(@Query() { limit = LIMIT, starting_after }: OpenAppealsQuery): Promise<AppealPage> {
    return this.open.list(starting_after ?? null, limit);
  }

  @Post('games/:game_id/risk_appeals')
  @OperatorRoute('risk:write')
  @Operation('file_risk_appeal_for_player', 'Appeal for a player of a game')
  @Answers201(AppealRead)
  file(@Param('game_id') gameId: string, @Body() { payment_id, text }: AppealFile, @Caller() scope: Scope): Promise<AppealRead> {
    return this.commands.execute(new FileAppeal({ payment_id, words: text }), { ...scope, gameId: parseId('gam', gameId) });
  }

  @Post('games/:game_id/risk_appeals/:appeal_id/decide')
  @OperatorRoute('risk:write')
  @Operation('decide_risk_appeal_of_game', 'Decide an appeal against an entry that you have not written')
  @Answers200(AppealRead)
  decide(@Param('game_id') gameId: string, @Param('appeal_id') id: string, @Body() { decision, reason }: AppealDecide, @Caller() scope: Scope): Promise<AppealRead> {
    return this.commands.execute(new DecideAppeal({ id: parseId('rap', id), decision, reason, memberId: null }), { ...scope, gameId: parseId('gam', gameId) });
  }

  @Get('payment_reviews')
  @OperatorRoute('risk:read')
  @Operation('list_open_payment_reviews', 'Payments of all games whose orders wait for a person, the oldest first')
  @Answers200(PaymentReviewPage)
  reviews(@Query() { limit = LIMIT, starting_after }: OpenPaymentReviewsQuery): Promise<PaymentReviewPage> {
    return this.held.open(starting_after ?? null, limit);
  }

  @Post('games/:game_id/payment_reviews/:payment_id/decide')
  @OperatorRoute('risk:write')
  @Operation('decide_payment_review_of_game', 'Release a payment, or give all of its money back')
  @Answers200(PaymentReviewRead)
  decideReview(@Param('game_id') gameId: string, @Param('payment_id') id: string, @Body() decision: PaymentReviewDecide, @WhoCalls() caller: Principal): Promise<PaymentReviewRead> {
    const [game, payment_id] = [parseId('gam', gameId), parseId('pmt', id)];
    requireStaffProof(caller, this.clock.now());
    return this.commands.execute(new DecideReview({ ...decision, payment_id }), { ...caller.scope, gameId: game });
  }
}
