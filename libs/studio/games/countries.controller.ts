import { Body, Controller, Get, Param, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Commands, Queries } from '#platform/cqrs/doors';
import { Answers200, Operation } from '#platform/http/answers';
import { grantsAllow, ScopeMissing } from '#platform/http/permission';
import { Caller, StudioRoute, WhoCalls, type Principal } from '#platform/http/policy';
import { isCountry } from '#platform/kernel/country';
import type { Scope } from '#platform/kernel/scope';
import { GetCountryMode, ListCountryModes } from './contracts/queries.js';
import { CountryNotFound } from './contracts/errors.js';
import { SetCountryMode } from './country-modes.js';
import { CountryModeList, CountryModeRead, CountryModeSet } from './countries.dto.js';

@ApiTags('Games')
@Controller('v1/game/countries')
export class CountriesController {
  constructor(private readonly commands: Commands, private readonly queries: Queries) {}

  @Get()
  @StudioRoute('stores:read')
  @Operation('list_country_modes', 'The countries in which this environment is not sold by the operator; in all others it is')
  @Answers200(CountryModeList)
  async list(@Caller() scope: Scope): Promise<CountryModeList> {
    return { data: await this.queries.ask(new ListCountryModes(), scope) };
  }

  @Put(':country')
  @StudioRoute('stores:write')
  @Operation('set_country_mode', 'Say who sells in a country. `blocked` counts at once: no price, no order, no payment, also of orders that are open. `own_psp` takes `payouts:write` and a payment account of the studio')
  @Answers200(CountryModeRead)
  async set(@Param('country') country: string, @Body() { mode, note = null }: CountryModeSet, @WhoCalls() { scope, grants }: Principal): Promise<CountryModeRead> {
    if (!isCountry(country)) throw new CountryNotFound();
    // Whose the money and the tax are is said by those who may say where the studio is paid.
    if (mode === 'own_psp' && !grantsAllow(grants, 'payouts:write')) throw new ScopeMissing('payouts:write');
    await this.commands.execute(new SetCountryMode({ country, mode, note }), scope);
    return { country, mode: await this.queries.ask(new GetCountryMode(country), scope) };
  }
}
