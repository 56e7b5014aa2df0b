import { Controller, Get, Header } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { PublicRoute } from '#platform/http/policy';
import { asyncApiDocument } from '../app/asyncapi-document.js';

/** `/asyncapi.json`, beside `/openapi.json`: what is sent, as that one says what is taken. */
@ApiExcludeController()
@Controller()
export class AsyncApiController {
  private readonly text = JSON.stringify(asyncApiDocument());

  @Get('asyncapi.json')
  @PublicRoute()
  @Header('Content-Type', 'application/json')
  document(): string {
    return this.text;
  }
}
