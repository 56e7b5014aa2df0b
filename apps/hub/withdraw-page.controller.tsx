import { Controller, Get, Param, Query, Req, Res, UseFilters } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Queries } from '#platform/cqrs/doors';
import { PublicRoute, type HubcraftRequest } from '#platform/http/policy';
import { looksLikeId, parseId } from '#platform/kernel/ids';
import { systemScope } from '#platform/kernel/scope';
import { GetGame } from '#studio/games/queries';
import { sayIn } from './messages/messages.js';
import { PageErrors } from './page-errors.js';
import { Pages } from './pages.js';
import { Visits } from './visits.js';
import { WithdrawForm } from './withdraw/form.js';
import { WITHDRAW_TEXTS } from './withdraw/texts.js';

/** Where a contract is withdrawn from, without an account: every page of a store leads here, and so does the mail with the receipt. `order` fills the field in. */
@ApiExcludeController()
@UseFilters(PageErrors)
@Controller('withdraw')
export class WithdrawPageController {
  constructor(private readonly pages: Pages, private readonly visits: Visits, private readonly queries: Queries) {}

  @Get(':game_id')
  @PublicRoute()
  async open(@Param('game_id') id: string, @Query('order') order: unknown, @Req() request: HubcraftRequest, @Res() reply: FastifyReply): Promise<void> {
    const game_id = parseId('gam', id);
    const game = await this.queries.ask(new GetGame(), systemScope(game_id, 'hub.withdraw-page'));
    const locale = this.visits.locale(request, null);
    const texts = WITHDRAW_TEXTS[locale];
    const known = typeof order === 'string' && order.startsWith('ord_') && looksLikeId(order) ? order : '';
    this.pages.send(reply, 200, {
      locale, say: sayIn(locale), title: texts.title, theme: this.pages.plainTheme, scripts: ['withdraw'], state: { texts, locale, game_id }, body: <WithdrawForm texts={texts} game={game.name} order={known} />,
    });
  }
}
