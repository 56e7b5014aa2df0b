import { Controller, Get, Param, Req, Res, UseFilters } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Calls } from '#platform/cqrs/doors';
import { PublicRoute, type HubcraftRequest } from '#platform/http/policy';
import { systemScope } from '#platform/kernel/scope';
import { OpenRecovery } from '#sales/checkout/queries';
import { sayIn } from './messages/messages.js';
import { PageErrors } from './page-errors.js';
import { Pages } from './pages.js';
import { RecoverForm } from './recover/form.js';
import { RECOVER_TEXTS } from './recover/texts.js';
import { localeOf, Visits } from './visits.js';

/** Where a player confirms a payment that could not be made without her. The link says which; nothing happens before she presses the button, whoever follows links of mails before her. */
@ApiExcludeController()
@UseFilters(PageErrors)
@Controller('recover')
export class RecoverPageController {
  constructor(private readonly pages: Pages, private readonly visits: Visits, private readonly calls: Calls) {}

  @Get(':token')
  @PublicRoute()
  async open(@Param('token') token: string, @Req() request: HubcraftRequest, @Res() reply: FastifyReply): Promise<void> {
    const recovery = await this.calls.ask(new OpenRecovery({ token, ip_address: request.ip ?? null }), { ...systemScope('', 'apps/hub'), requestId: request.requestId });
    // Paid, ended, or more has to be said before there is a total: its checkout says how.
    const { total, currency } = recovery;
    if (!total) return void reply.redirect(recovery.checkout_url, 303);
    const locale = localeOf(recovery.locale, undefined, null);
    const texts = RECOVER_TEXTS[locale] ?? RECOVER_TEXTS[this.visits.locale(request, null)];
    this.pages.send(reply, 200, { locale, say: sayIn(locale), title: texts.title, theme: this.pages.plainTheme, scripts: ['recover'], state: { texts, token, shown: { expected_total_minor: total.minor, expected_currency: currency } }, body: <RecoverForm texts={texts} recovery={recovery} total={total.display} /> });
  }
}
