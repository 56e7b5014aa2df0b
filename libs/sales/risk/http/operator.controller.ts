import { Body, Controller, Get, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Commands } from '#platform/cqrs/doors';
import { Answers200, Operation } from '#platform/http/answers';
import { Caller, OperatorRoute } from '#platform/http/policy';
import type { Scope } from '#platform/kernel/scope';
import { InstallationDesk } from '../app/get-attack-mode.js';
import { SetAttackMode } from '../app/watch-attack.job.js';
import { AttackModeRead, AttackModeSet } from './risk.dto.js';

const HOUR_SECONDS = 3_600;

/** The same for all games together. */
@ApiTags('Operator risk')
@Controller('operator/v1')
export class OperatorRiskController {
  constructor(private readonly commands: Commands, private readonly desk: InstallationDesk) {}

  @Get('attack_mode')
  @OperatorRoute('risk:read')
  @Operation('get_installation_attack_mode', 'Whether somebody tries cards over all games together')
  @Answers200(AttackModeRead)
  mode(@Caller() scope: Scope): Promise<AttackModeRead> {
    return this.desk.attackMode(scope);
  }

  @Put('attack_mode')
  @OperatorRoute('risk:write')
  @Operation('set_installation_attack_mode', 'Have the attack mode of all games on, or not, whatever the figures say')
  @Answers200(AttackModeRead)
  async setMode(@Body() { is_on, reason, for_hours = 1 }: AttackModeSet, @Caller() scope: Scope): Promise<AttackModeRead> {
    await this.commands.execute(new SetAttackMode({ is_on, reason, for_seconds: for_hours * HOUR_SECONDS }), scope);
    return this.mode(scope);
  }
}
