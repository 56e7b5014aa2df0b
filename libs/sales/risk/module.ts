import { Module } from '@nestjs/common';
import type { EntitySchema } from 'typeorm';
import { ForgetAttemptsChore, ForgetAttemptsHandler } from './app/forget-attempts.js';
import { GetAttackModeHandler, InstallationDesk } from './app/get-attack-mode.js';
import { JudgeAttemptHandler, NoteCardHandler } from './app/judge-attempt.js';
import { NoteApprovals, NoteDeclines, NoteDisputes, NoteFraud } from './app/note-outcomes.js';
import { EraseRiskDataHandler, GetRiskDataHandler, RiskData } from './app/risk-data.js';
import { RiskFigures } from './app/risk-figures.js';
import { FollowAttackHandler, SetAttackModeHandler, WatchAttackJob } from './app/watch-attack.job.js';
import { OperatorRiskController } from './http/operator.controller.js';
import { RiskController } from './http/studio.controller.js';
import { AccountRepository } from './infra/account.repository.js';
import { AttackModeRepository } from './infra/attack-mode.repository.js';
import { AttemptRepository } from './infra/attempt.repository.js';
import { RiskKeys } from './infra/risk-keys.js';

export const rows: EntitySchema[] = [];

@Module({
  controllers: [RiskController, OperatorRiskController],
  providers: [
    AttemptRepository, AccountRepository, AttackModeRepository, RiskKeys, RiskFigures, InstallationDesk,
    JudgeAttemptHandler, NoteCardHandler, NoteApprovals, NoteDeclines, NoteDisputes, NoteFraud, GetAttackModeHandler, FollowAttackHandler, SetAttackModeHandler, WatchAttackJob,
    ForgetAttemptsHandler, ForgetAttemptsChore, RiskData, GetRiskDataHandler, EraseRiskDataHandler,
  ],
})
export class RiskModule {}
