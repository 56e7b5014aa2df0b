import { Controller, Delete, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Commands, Queries } from '#platform/cqrs/doors';
import { Answers200, Answers204, Operation } from '#platform/http/answers';
import { Caller, OperatorRoute, StudioRoute } from '#platform/http/policy';
import { parseId } from '#platform/kernel/ids';
import type { Scope } from '#platform/kernel/scope';
import { GetOrder } from '#sales/orders/queries';
import { GetGame } from '#studio/games/queries';
import { ListMailsOfOrder } from './contracts/queries.js';
import { ListMailLog } from './mail-log.js';
import { LoggedMailPage, MailLogQuery, MailPage, OrderMailsQuery, SuppressionPage, SuppressionsQuery } from './mails.dto.js';
import { AddressKeys, LiftSuppression, ListSuppressions } from './suppressions.js';

const LIMIT = 20;

/** One row more than the page was asked for. */
function pageOf<T extends { id: string }>(rows: T[], limit: number): { data: T[]; has_more: boolean; next_cursor: string | null } {
  const data = rows.slice(0, limit);
  const has_more = rows.length > limit;
  return { data, has_more, next_cursor: has_more ? data.at(-1)!.id : null };
}

@ApiTags('Orders')
@Controller('v1/orders')
export class OrderMailsController {
  constructor(private readonly queries: Queries) {}

  @Get(':order_id/mails')
  @StudioRoute('orders:read')
  @Operation('list_mails_of_order', 'Mails to the player about an order, the oldest first, and what came back of them')
  @Answers200(MailPage)
  async list(@Param('order_id') id: string, @Query() { limit = LIMIT, starting_after }: OrderMailsQuery, @Caller() scope: Scope): Promise<MailPage> {
    const orderId = parseId('ord', id);
    await this.queries.ask(new GetOrder(orderId), scope);
    return pageOf(await this.queries.ask(new ListMailsOfOrder(orderId, { limit: limit + 1, after: starting_after ?? null }), scope), limit);
  }
}

/** Where the operator, who writes the mails, looks what became of them. */
@ApiTags('Operator mails')
@Controller('operator/v1')
export class OperatorMailsController {
  constructor(private readonly commands: Commands, private readonly queries: Queries, private readonly keys: AddressKeys) {}

  @Get('games/:game_id/mails')
  @OperatorRoute('mails:read')
  @Operation('list_mails_of_game', 'The delivery log of a game: mails to players and to its studio, newest first, and what came back of them')
  @Answers200(LoggedMailPage)
  async log(@Param('game_id') gameId: string, @Query() { limit = LIMIT, starting_after, state, order_id }: MailLogQuery, @Caller() scope: Scope): Promise<LoggedMailPage> {
    const filter = { state: state ?? null, order_id: order_id ?? null, limit: limit + 1, after: starting_after ?? null };
    const own = { ...scope, gameId: parseId('gam', gameId) };
    await this.queries.ask(new GetGame(), own);
    return pageOf(await this.queries.ask(new ListMailLog(filter), own), limit);
  }

  @Get('mail_suppressions')
  @OperatorRoute('mails:read')
  @Operation('list_mail_suppressions', 'Addresses that are not written to any more, newest first, or whether one of them is not')
  @Answers200(SuppressionPage)
  async suppressions(@Query() { limit = LIMIT, starting_after, address }: SuppressionsQuery, @Caller() scope: Scope): Promise<SuppressionPage> {
    const keys = address === undefined ? null : this.keys.of(address);
    return pageOf(await this.queries.ask(new ListSuppressions({ keys, limit: limit + 1, after: starting_after ?? null }), scope), limit);
  }

  @Delete('mail_suppressions/:suppression_id')
  @OperatorRoute('mails:write')
  @Operation('lift_mail_suppression', 'Write to an address again', 'What a report about an earlier mail said once is not held against it again.')
  @Answers204()
  async lift(@Param('suppression_id') id: string, @Caller() scope: Scope): Promise<void> {
    await this.commands.execute(new LiftSuppression(parseId('sup', id)), scope);
  }
}
