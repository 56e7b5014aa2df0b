import { Module } from '@nestjs/common';
import type { EntitySchema } from 'typeorm';
import { AppealDesk, DecideAppealHandler, FileAppealHandler, LiftEntryJob, ListAppealsHandler } from './app/appeals.js';
import { ForgetAttemptsChore, ForgetAttemptsHandler } from './app/forget-attempts.js';
import { ForgetSaidChore, ForgetSaidHandler } from './app/forget-said.js';
import { GetAttackModeHandler, InstallationDesk } from './app/get-attack-mode.js';
import { JudgeAttemptHandler, NoteCardHandler } from './app/judge-attempt.js';
import { AddListEntryHandler, EndListEntryHandler, GetKeysOfAttemptHandler, ListDesk, ListListEntriesHandler } from './app/lists.js';
import { NoteApprovals, NoteDeclines, NoteDisputes, NoteFraud } from './app/note-outcomes.js';
import { EraseRiskDataHandler, GetRiskDataHandler, RiskData } from './app/risk-data.js';
import { DecideReviewHandler, ListReviewsHandler, OpenReviews, ReviewDesk, ReviewDueJob } from './app/reviews.js';
import { RiskFigures } from './app/risk-figures.js';
import { Said } from './app/said.js';
import { GetReviewRulesHandler, ListSignalsHandler, SetReviewRulesHandler, TakeBackSignalHandler, TellSignalsHandler } from './app/signals.js';
import { FollowAttackHandler, SetAttackModeHandler, WatchAttackJob } from './app/watch-attack.job.js';
import { RiskListsController } from './http/lists.controller.js';
import { OperatorListsController } from './http/operator-lists.controller.js';
import { OperatorRiskController } from './http/operator.controller.js';
import { PaymentReviewsController } from './http/reviews.controller.js';
import { RiskController } from './http/studio.controller.js';
import { AccountRepository } from './infra/account.repository.js';
import { AppealRepository } from './infra/appeal.repository.js';
import { AttackModeRepository } from './infra/attack-mode.repository.js';
import { AttemptRepository } from './infra/attempt.repository.js';
import { ListRepository } from './infra/list.repository.js';
import { ReviewRepository } from './infra/review.repository.js';
import { RiskKeys } from './infra/risk-keys.js';
import { SaidRepository } from './infra/said.repository.js';

export const rows: EntitySchema[] = [];

@Module({
  controllers: [RiskController, RiskListsController, PaymentReviewsController, OperatorRiskController, OperatorListsController],
  providers: [
    AttemptRepository, AccountRepository, AttackModeRepository, RiskKeys, RiskFigures, InstallationDesk,
    ListRepository, AppealRepository, ReviewRepository, SaidRepository, Said, ListDesk, AppealDesk, ReviewDesk,
    AddListEntryHandler, EndListEntryHandler, ListListEntriesHandler, GetKeysOfAttemptHandler, FileAppealHandler, DecideAppealHandler, ListAppealsHandler, LiftEntryJob,
    OpenReviews, DecideReviewHandler, ReviewDueJob, ListReviewsHandler, TellSignalsHandler, TakeBackSignalHandler, ListSignalsHandler, GetReviewRulesHandler, SetReviewRulesHandler,
    JudgeAttemptHandler, NoteCardHandler, NoteApprovals, NoteDeclines, NoteDisputes, NoteFraud, GetAttackModeHandler, FollowAttackHandler, SetAttackModeHandler, WatchAttackJob,
    ForgetAttemptsHandler, ForgetAttemptsChore, ForgetSaidHandler, ForgetSaidChore, RiskData, GetRiskDataHandler, EraseRiskDataHandler,
  ],
})
export class RiskModule {}
