import { Module } from '@nestjs/common';
import type { EntitySchema } from 'typeorm';
import { Seals } from '#platform/crypto/sealed-columns';
import { AcceptAgreementHandler, ListAgreementsHandler, PublishAgreementHandler } from './app/agreements.js';
import { ApproveDecisionHandler, DecideVerificationHandler, ListDecisionsHandler, RejectDecisionHandler } from './app/decisions.js';
import { LookAgainChore, LookAtWebhooks, LookJob, Looks } from './app/look-again.js';
import { MayTakeMoneyHandler } from './app/may-take-money.js';
import { GetPayeeHandler, GetTaxpayerHandler } from './app/payee.js';
import { Readiness } from './app/readiness.flow.js';
import { GetOwnReadinessHandler, RecordReadinessHandler } from './app/record-readiness.js';
import { GetCompanyToScreenHandler, RecordScreeningHandler, ScreenJob, Screenings } from './app/screening.js';
import { GetVerificationHandler, ListVerificationsHandler, SetTaxFormHandler, SubmitCompanyHandler } from './app/verification.js';
import { EndWaiverHandler, ListReadinessWaiversHandler } from './app/waivers.js';
import { OperatorGamesController } from './http/operator-games.controller.js';
import { OperatorOnboardingController } from './http/operator.controller.js';
import { OnboardingController } from './http/studio.controller.js';
import { AgreementsRepository } from './infra/agreements.repository.js';
import { DecisionsRepository } from './infra/decisions.repository.js';
import { GatesRepository } from './infra/gates.repository.js';
import { LocalListScreening } from './infra/local-list-screening.js';
import { AcceptanceRows, AgreementRows, CompanyRows, DecisionRows, GateRows, StandingRows, WaiverRows } from './infra/rows.js';
import { COMPANY_DATA_SEALED, StandingRepository } from './infra/standing.repository.js';
import { TAXPAYER_NUMBERS_SEALED, TaxpayerNumbersRepository } from './infra/taxpayer-numbers.repository.js';

export const rows: EntitySchema[] = [StandingRows, CompanyRows, DecisionRows, AgreementRows, AcceptanceRows, GateRows, WaiverRows];

@Seals(COMPANY_DATA_SEALED, TAXPAYER_NUMBERS_SEALED)
@Module({
  controllers: [OnboardingController, OperatorOnboardingController, OperatorGamesController],
  providers: [
    StandingRepository, DecisionsRepository, AgreementsRepository, GatesRepository, LocalListScreening, Readiness, Screenings, Looks, LookJob, LookAtWebhooks, LookAgainChore, ScreenJob,
    TaxpayerNumbersRepository, MayTakeMoneyHandler, GetPayeeHandler, GetTaxpayerHandler, RecordReadinessHandler, GetOwnReadinessHandler, GetCompanyToScreenHandler, RecordScreeningHandler, SubmitCompanyHandler, SetTaxFormHandler, GetVerificationHandler, ListVerificationsHandler,
    DecideVerificationHandler, ApproveDecisionHandler, RejectDecisionHandler, ListDecisionsHandler, PublishAgreementHandler, AcceptAgreementHandler, ListAgreementsHandler, EndWaiverHandler, ListReadinessWaiversHandler,
  ],
})
export class OnboardingModule {}
