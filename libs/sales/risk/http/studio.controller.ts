import { Body, Controller, Get, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Commands, Queries } from '#platform/cqrs/doors';
import { Answers200, Operation } from '#platform/http/answers';
import { Caller, StudioRoute } from '#platform/http/policy';
import type { Scope } from '#platform/kernel/scope';
import { SetAttackMode } from '../app/watch-attack.job.js';
import { GetAttackMode } from '../contracts/queries.js';
import { AttackModeRead, AttackModeSet } from './risk.dto.js';

const HOUR_SECONDS = 3_600;

@ApiTags('Risk')
@Controller('v1')
export class RiskController {
  constructor(private readonly commands: Commands, private readonly queries: Queries) {}

  @Get('attack_mode')
  @StudioRoute('risk:read')
  @Operation('get_attack_mode', 'Whether somebody tries cards in this game, and how many')
  @Answers200(AttackModeRead)
  mode(@Caller() scope: Scope): Promise<AttackModeRead> {
    return this.queries.ask(new GetAttackMode(), scope);
  }

  @Put('attack_mode')
  @StudioRoute('risk:write')
  @Operation('set_attack_mode', 'Let strangers through less easily, or as easily as ever, whatever the figures say. Who has bought before notices nothing')
  @Answers200(AttackModeRead)
  async setMode(@Body() { is_on, reason, for_hours = 1 }: AttackModeSet, @Caller() scope: Scope): Promise<AttackModeRead> {
    await this.commands.execute(new SetAttackMode({ is_on, reason, for_seconds: for_hours * HOUR_SECONDS }), scope);
    return this.mode(scope);
  }
}
