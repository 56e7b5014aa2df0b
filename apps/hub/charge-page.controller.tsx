import { Controller, Get, Req, Res, UseFilters } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { PublicRoute, type HubcraftRequest } from '#platform/http/policy';
import { ChargeForm } from './charge/form.js';
import { CHARGE_TEXTS } from './charge/texts.js';
import { sayIn } from './messages/messages.js';
import { PageErrors } from './page-errors.js';
import { Pages } from './pages.js';
import { Visits } from './visits.js';

/** For somebody who has nothing but the statement of her card. It belongs to no hub: she does not know which one it was. */
@ApiExcludeController()
@UseFilters(PageErrors)
@Controller('charge')
export class ChargePageController {
  constructor(private readonly pages: Pages, private readonly visits: Visits) {}

  @Get()
  @PublicRoute()
  open(@Req() request: HubcraftRequest, @Res() reply: FastifyReply): void {
    const locale = this.visits.locale(request, null);
    const texts = CHARGE_TEXTS[locale];
    this.pages.send(reply, 200, { locale, say: sayIn(locale), title: texts.title, theme: this.pages.plainTheme, scripts: ['charge'], state: { texts, locale }, body: <ChargeForm texts={texts} /> });
  }
}
