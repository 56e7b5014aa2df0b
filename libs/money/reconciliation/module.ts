import { Module } from '@nestjs/common';
import type { EntitySchema } from 'typeorm';
import { Holds } from '#platform/invariants/invariants';
import { DropRoutedLinesHandler, ImportSettlementHandler, MarkSettlementPostedHandler } from './app/import-settlement.js';
import { ImportSettlementFlow } from './app/import-settlement.flow.js';
import { CorrectMismatchedCaptures, ExpectCaptures, ExpectChargebacks, ExpectLateCaptures, ExpectMismatchedCaptures, ExpectRefunds } from './app/payment-subscribers.js';
import { SettlementRates } from './app/settlement-rates.js';
import { SettlementBreaks, UpdateBreakHandler } from './app/settlement-breaks.js';
import { ListSettlementBreaksHandler, ListUnpostedLinesHandler, ListUnsettledMovementsHandler } from './app/read-settlements.js';
import { SettlementBreaksController } from './http/operator.controller.js';
import { HELD_BY_RECONCILIATION } from './infra/invariants.js';
import { ExpectedMovementRows, SettlementLineRows } from './infra/rows.js';
import { SettlementRepository } from './infra/settlement.repository.js';

export const rows: EntitySchema[] = [ExpectedMovementRows, SettlementLineRows];

// For the process that fetches reports: money itself asks nobody outside.
export { ImportSettlementFlow };

@Holds(HELD_BY_RECONCILIATION)
@Module({
  controllers: [SettlementBreaksController],
  providers: [
    SettlementRepository, SettlementBreaks, UpdateBreakHandler, SettlementRates, ImportSettlementFlow, ImportSettlementHandler, MarkSettlementPostedHandler, DropRoutedLinesHandler, ListSettlementBreaksHandler, ListUnsettledMovementsHandler, ListUnpostedLinesHandler,
    ExpectCaptures, ExpectLateCaptures, ExpectMismatchedCaptures, CorrectMismatchedCaptures, ExpectRefunds, ExpectChargebacks,
  ],
  exports: [ImportSettlementFlow],
})
export class ReconciliationModule {}
