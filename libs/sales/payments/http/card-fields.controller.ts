import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { PublicRoute, type HubcraftRequest } from '#platform/http/policy';
import { CardFields } from '../app/card-fields.js';
import { NoGateway } from '../contracts/errors.js';
import { cardFieldsPage } from './card-fields-page.js';

/** Pages for browsers, within the checkout. They say what every visitor of a checkout is told. */
@ApiExcludeController()
@Controller('card-fields')
export class CardFieldsController {
  constructor(private readonly fields: CardFields) {}

  @Get(':provider')
  @PublicRoute()
  async page(@Param('provider') provider: string, @Req() request: HubcraftRequest, @Res() reply: FastifyReply): Promise<void> {
    const setup = await this.fields.setupOf(provider);
    if (!setup) throw new NoGateway();
    const { html, headers } = cardFieldsPage(setup, new URL(request.url, 'http://page.invalid').searchParams);
    void reply.headers(headers).send(html);
  }
}
