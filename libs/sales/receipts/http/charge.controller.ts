import { Body, Controller, Post, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Answers200, Answers202, Operation } from '#platform/http/answers';
import { PublicRoute, type HubcraftRequest } from '#platform/http/policy';
import { ChargeLookup } from '../app/charges.js';
import { ChargeLine, ChargeQuestion, ChargesFound } from './charge.dto.js';

/** For somebody who has nothing but the statement of her card. */
@ApiTags('Store')
@Controller('store/v1/charge_lookup')
export class ChargeController {
  constructor(private readonly lookup: ChargeLookup) {}

  @Post()
  @PublicRoute()
  @Operation('look_up_charge', 'What a line on the statement of a card was for, without an account', 'Ten lines in a row from one address, then two a minute. What is no charge of ours and what is told wrongly are answered the same.')
  @Answers200(ChargesFound)
  async find(@Body() { locale = 'en', ...line }: ChargeQuestion, @Req() { ip }: HubcraftRequest): Promise<ChargesFound> {
    return { data: await this.lookup.find(line, locale, ip) };
  }

  @Post('receipt')
  @PublicRoute()
  @Operation('send_receipt_of_charge', 'Have the receipt of a charge sent to the address that was told when it was bought', 'Once a day for one order; that it was sent already is answered the same.')
  @Answers202()
  async send(@Body() line: ChargeLine, @Req() { ip }: HubcraftRequest): Promise<void> {
    await this.lookup.send(line, ip);
  }
}
