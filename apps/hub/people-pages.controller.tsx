import { Controller, Get, Query, Req, Res, UseFilters } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { PublicRoute, type HubcraftRequest } from '#platform/http/policy';
import { isId } from '#platform/kernel/ids';
import { sayIn } from './messages/messages.js';
import { PageErrors } from './page-errors.js';
import { Pages } from './pages.js';
import { ForgottenForm, PasswordForm, SignInEnd, type Outcome } from './people/forms.js';
import { PEOPLE_TEXTS } from './people/texts.js';
import { Visits } from './visits.js';

const OUTCOMES: readonly Outcome[] = ['done', 'code', 'refused', 'unavailable'];

/** Where the mails to people of studios lead, and where a sign-in by the provider of a studio ends. The token of a link stands behind the `#` of its address: no server is sent it but in the body of the form. */
@ApiExcludeController()
@UseFilters(PageErrors)
@Controller('console')
export class PeoplePagesController {
  constructor(private readonly pages: Pages, private readonly visits: Visits) {}

  @Get('invitation')
  @PublicRoute()
  invitation(@Req() request: HubcraftRequest, @Res() reply: FastifyReply): void {
    this.password('invitation', request, reply);
  }

  @Get('new-password')
  @PublicRoute()
  newPassword(@Req() request: HubcraftRequest, @Res() reply: FastifyReply): void {
    this.password('new-password', request, reply);
  }

  @Get('forgotten-password')
  @PublicRoute()
  forgotten(@Query('studio') studio: unknown, @Req() request: HubcraftRequest, @Res() reply: FastifyReply): void {
    const locale = this.visits.locale(request, null);
    const texts = PEOPLE_TEXTS[locale];
    this.pages.send(reply, 200, {
      locale, say: sayIn(locale), title: texts.forgotten_title, theme: this.pages.plainTheme, scripts: ['people'], state: { texts },
      body: <ForgottenForm texts={texts} studio={isId('stu', studio) ? studio : ''} />,
    });
  }

  @Get('signed-in')
  @PublicRoute()
  signedIn(@Query('outcome') told: unknown, @Req() request: HubcraftRequest, @Res() reply: FastifyReply): void {
    const locale = this.visits.locale(request, null);
    const texts = PEOPLE_TEXTS[locale];
    const outcome: Outcome = OUTCOMES.find((each) => each === told) ?? 'refused';
    const title = { done: texts.signed_in_title, code: texts.code_title, refused: texts.not_signed_in_title, unavailable: texts.not_signed_in_title }[outcome];
    this.pages.send(reply, 200, { locale, say: sayIn(locale), title, theme: this.pages.plainTheme, scripts: outcome === 'code' ? ['people'] : [], state: { texts }, body: <SignInEnd outcome={outcome} texts={texts} /> });
  }

  private password(kind: 'invitation' | 'new-password', request: HubcraftRequest, reply: FastifyReply): void {
    const locale = this.visits.locale(request, null);
    const texts = PEOPLE_TEXTS[locale];
    this.pages.send(reply, 200, {
      locale, say: sayIn(locale), title: kind === 'invitation' ? texts.invitation_title : texts.new_password_title, theme: this.pages.plainTheme, scripts: ['people'], state: { texts },
      body: <PasswordForm kind={kind} texts={texts} />,
    });
  }
}
