import { Module } from '@nestjs/common';
import type { EntitySchema } from 'typeorm';
import { Holds } from '#platform/invariants/invariants';
import { AutomaticRefunds, RefundAutomaticallyHandler } from './app/automatic-refunds.js';
import { CloseClawbackHandler, GetClawbackHandler, ListClawbacksHandler } from './app/clawbacks.js';
import { ConsumptionCheck, GetAskingHandler, NoteConsumptionHandler, NoteSilenceHandler } from './app/consumption-check.js';
import { FourEyes } from './app/four-eyes.js';
import { DecideRefundHandler, ListRefundsHandler } from './app/decide-refund.js';
import { MakePartRefundHandler, PartRefundMaker, RefundPartFlow } from './app/make-part-refund.js';
import { MakeOrderRefundHandler, OrderRefundMaker, RefundStart } from './app/make-refund.js';
import { EraseRefundsHandler, GetRefundDataHandler, RefundData } from './app/refund-data.js';
import { RefundEnding } from './app/refund-ending.js';
import { GetRefundOfOrderHandler, RefundOrderFlow } from './app/refund-order.flow.js';
import { FailRefundHandler, GetRefundHandler, LessenRefundHandler, PutBackRefundHandler, SendRefundJob } from './app/send-refund.job.js';
import {
  FailRefundOfPayment, GoOnAfterFailedRefund, GoOnAfterLostDispute, GoOnAfterRefund, GoOnAfterWonDispute, MakeRequestedPart, MakeRequestedRefund, RefundDeclinedGrant, RefundWithdrawal, ReturnOverpayment, SucceedRefund,
} from './app/subscribers.js';
import { TellUntoldPartsHandler, UntoldPartsChore } from './app/untold-parts.js';
import { ClawbacksController } from './http/clawbacks.controller.js';
import { OrderRefundController, RefundsController } from './http/studio.controller.js';
import { HELD_BY_REFUNDS } from './infra/invariants.js';
import { RefundRepository } from './infra/refund.repository.js';
import { ClawbackRepository } from './infra/clawback.repository.js';
import { ClawbackRows, RefundRows } from './infra/rows.js';

export const rows: EntitySchema[] = [RefundRows, ClawbackRows];

@Holds(HELD_BY_REFUNDS)
@Module({
  controllers: [OrderRefundController, RefundsController, ClawbacksController],
  providers: [
    RefundRepository, ClawbackRepository, ConsumptionCheck, GetAskingHandler, NoteConsumptionHandler, NoteSilenceHandler, CloseClawbackHandler, GetClawbackHandler, ListClawbacksHandler, RefundStart, FourEyes, RefundEnding, AutomaticRefunds, OrderRefundMaker, RefundOrderFlow, PartRefundMaker, RefundPartFlow, MakePartRefundHandler, LessenRefundHandler, TellUntoldPartsHandler, UntoldPartsChore,
    MakeOrderRefundHandler, RefundAutomaticallyHandler, DecideRefundHandler, FailRefundHandler, PutBackRefundHandler, GetRefundHandler, GetRefundOfOrderHandler, ListRefundsHandler, RefundData, GetRefundDataHandler, EraseRefundsHandler,
    SendRefundJob, MakeRequestedRefund, MakeRequestedPart, SucceedRefund, FailRefundOfPayment, ReturnOverpayment, RefundDeclinedGrant, RefundWithdrawal,
    GoOnAfterFailedRefund, GoOnAfterWonDispute, GoOnAfterRefund, GoOnAfterLostDispute,
  ],
})
export class RefundsModule {}
