import { Body, Controller, Get, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Commands, Queries } from '#platform/cqrs/doors';
import { Answers200, Operation } from '#platform/http/answers';
import { OperatorRoute, WhoCalls, type Principal } from '#platform/http/policy';
import { requireStaffProof } from '#platform/http/staff-proof';
import { Clock } from '#platform/kernel/clock';
import { GetScaExemptions, SetScaExemptions } from '../app/sca-exemptions.js';
import { ScaExemptionsRead, ScaExemptionsSet } from './sca-exemptions.dto.js';

/** Where banks are asked to do without their question. */
@ApiTags('Operator payments')
@Controller('operator/v1/sca_exemptions')
export class ScaExemptionsController {
  constructor(private readonly commands: Commands, private readonly queries: Queries, private readonly clock: Clock) {}

  @Get()
  @OperatorRoute('payments:read')
  @Operation('get_sca_exemptions', 'For buyers of which countries banks are asked not to ask the cardholder')
  @Answers200(ScaExemptionsRead)
  read(@WhoCalls() { scope }: Principal): Promise<ScaExemptionsRead> {
    return this.queries.ask(new GetScaExemptions(), scope);
  }

  @Put()
  @OperatorRoute('payments:write')
  @Operation('set_sca_exemptions', 'Say for buyers of which countries banks are asked not to ask the cardholder. In force within five seconds. Who asks for an exemption bears the loss where the payment was fraud')
  @Answers200(ScaExemptionsRead)
  async set(@Body() { exemptions }: ScaExemptionsSet, @WhoCalls() caller: Principal): Promise<ScaExemptionsRead> {
    requireStaffProof(caller, this.clock.now());
    const rules = exemptions.map(({ country, low_value, tra_up_to_minor }) => ({ country, low_value, tra_up_to_minor: tra_up_to_minor ?? null })).filter(({ low_value, tra_up_to_minor }) => low_value || tra_up_to_minor !== null);
    await this.commands.execute(new SetScaExemptions(rules), caller.scope);
    return this.queries.ask(new GetScaExemptions(), caller.scope);
  }
}
