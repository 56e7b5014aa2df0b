import { Module } from '@nestjs/common';
import type { EntitySchema } from 'typeorm';
import { Seals } from '#platform/crypto/sealed-columns';
import { AnswerDisputeJob, BeginAnswerHandler, RecordAnswerHandler } from './app/answer-dispute.js';
import { AnswerFlow } from './app/answer.flow.js';
import { EvidenceCollector } from './app/collect-evidence.js';
import { CountFraud, CountSales, MonthCounter } from './app/count-sales.js';
import { AreDisputesOpenHandler, DisputeData, EraseEvidenceHandler, GetDisputeDataHandler } from './app/dispute-data.js';
import { DisputeDesk, GetDisputeHandler, GetFrozenEvidenceHandler, ListDisputesHandler } from './app/dispute-queries.js';
import { DisputeFollower, FollowDisputes } from './app/follow-disputes.js';
import { PreventDisputeJob } from './app/prevent-dispute.job.js';
import { RaiseAlarmsHandler, Ratios, RatiosChore } from './app/ratios.js';
import { GetWarningRuleHandler, SetWarningRuleHandler } from './app/warning-rule.js';
import { OperatorDisputesController } from './http/operator.controller.js';
import { DisputesController } from './http/studio.controller.js';
import { DisputeRepository, EVIDENCE_SEALED } from './infra/dispute.repository.js';
import { MonthCountsRepository } from './infra/month-counts.repository.js';

export const rows: EntitySchema[] = [];

@Seals(EVIDENCE_SEALED)
@Module({
  controllers: [DisputesController, OperatorDisputesController],
  providers: [
    DisputeRepository, MonthCountsRepository, DisputeFollower, FollowDisputes, MonthCounter, CountSales, CountFraud, EvidenceCollector, DisputeDesk, AnswerFlow, Ratios, RatiosChore,
    GetDisputeHandler, ListDisputesHandler, GetFrozenEvidenceHandler, BeginAnswerHandler, RecordAnswerHandler, AnswerDisputeJob, RaiseAlarmsHandler, GetWarningRuleHandler, SetWarningRuleHandler, PreventDisputeJob,
    DisputeData, AreDisputesOpenHandler, GetDisputeDataHandler, EraseEvidenceHandler,
  ],
})
export class DisputesModule {}
