import { Controller, Get, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Config } from '#platform/config/config';
import { PublicRoute } from '#platform/http/policy';
import { NoDomainAssociation } from '../contracts/errors.js';

/** By this file Apple knows that the domain is the merchant's. It is what the operator was given, and no secret. */
@ApiExcludeController()
@Controller('.well-known')
export class ApplePayDomainController {
  constructor(private readonly config: Config) {}

  @Get('apple-developer-merchantid-domain-association')
  @PublicRoute()
  file(@Res() reply: FastifyReply): void {
    const content = this.config.optional('APPLE_PAY_DOMAIN_ASSOCIATION');
    if (content === undefined) throw new NoDomainAssociation();
    void reply.headers({ 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' }).send(content);
  }
}
