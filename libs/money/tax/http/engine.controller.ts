import { Controller, Get, Param, Post, Query as Params } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Commands, Queries } from '#platform/cqrs/doors';
import { Answers200, Operation } from '#platform/http/answers';
import { Caller, OperatorRoute } from '#platform/http/policy';
import { unixSeconds, unixSecondsOrNull } from '#platform/kernel/clock';
import { parseId } from '#platform/kernel/ids';
import type { Scope } from '#platform/kernel/scope';
import { GetGame } from '#studio/games/queries';
import { ListEngineQuotes, ListEngineSteps, ReplayEngineStep, type EngineStepRow } from '../app/engine-records.js';

import { TaxEngineQuotePage, TaxEngineQuoteQuery, TaxEngineStepPage, TaxEngineStepQuery, TaxEngineStepRead } from './engine.dto.js';

const LIMIT = 50;

const read = (row: EngineStepRow): TaxEngineStepRead => ({ ...row, noted_at: unixSeconds(row.noted_at), answered_at: unixSecondsOrNull(row.answered_at) });

function pageOf<T extends { id: string }>(rows: T[], limit: number): { data: T[]; has_more: boolean; next_cursor: string | null } {
  const data = rows.slice(0, limit);
  return { data, has_more: rows.length > limit, next_cursor: rows.length > limit ? data.at(-1)!.id : null };
}

/** What the outside tax engine was asked and told of the sales of a game. */
@ApiTags('Operator tax')
@Controller('operator/v1/games/:game_id')
export class TaxEngineController {
  constructor(private readonly commands: Commands, private readonly queries: Queries) {}

  @Get('tax_engine_quotes')
  @OperatorRoute('tax:read')
  @Operation('list_tax_engine_quotes', 'What the outside tax engine was asked about sales of a game, and said, newest first')
  @Answers200(TaxEngineQuotePage)
  async quotes(@Param('game_id') gameId: string, @Params() { limit = LIMIT, ...wish }: TaxEngineQuoteQuery, @Caller() scope: Scope): Promise<TaxEngineQuotePage> {
    const rows = await this.queries.ask(new ListEngineQuotes({ ...wish, limit: limit + 1 }), await this.ofGame(gameId, scope));
    return pageOf(rows.map(({ asked_at, ...row }) => ({ ...row, asked_at: unixSeconds(asked_at) })), limit);
  }

  @Get('tax_engine_steps')
  @OperatorRoute('tax:read')
  @Operation('list_tax_engine_steps', 'What the outside tax engine is told of sales of a game, and whether it has answered, newest first')
  @Answers200(TaxEngineStepPage)
  async steps(@Param('game_id') gameId: string, @Params() { limit = LIMIT, ...wish }: TaxEngineStepQuery, @Caller() scope: Scope): Promise<TaxEngineStepPage> {
    const rows = await this.queries.ask(new ListEngineSteps({ ...wish, limit: limit + 1 }), await this.ofGame(gameId, scope));
    return pageOf(rows.map(read), limit);
  }

  @Post('tax_engine_steps/:step_id/replay')
  @OperatorRoute('tax:write')
  @Operation('replay_tax_engine_step', 'Tell the engine once more what it has refused or answered, under the same key')
  @Answers200(TaxEngineStepRead)
  async replay(@Param('game_id') gameId: string, @Param('step_id') stepId: string, @Caller() scope: Scope): Promise<TaxEngineStepRead> {
    const id = parseId('tes', stepId);
    const own = await this.ofGame(gameId, scope);
    const { order_id } = await this.commands.execute(new ReplayEngineStep(id), own);
    return read((await this.queries.ask(new ListEngineSteps({ order_id, limit: 200 }), own)).find((row) => row.id === id)!);
  }

  private async ofGame(gameId: string, scope: Scope): Promise<Scope> {
    const own = { ...scope, gameId: parseId('gam', gameId) };
    await this.queries.ask(new GetGame(), own);
    return own;
  }
}
