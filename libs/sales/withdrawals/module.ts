import { Module } from '@nestjs/common';
import type { EntitySchema } from 'typeorm';
import { Holds } from '#platform/invariants/invariants';
import { NoteConfirmation } from './confirmations.js';
import { FindSold } from './find-sold.js';
import { HELD_BY_WITHDRAWALS } from './invariants.js';
import { StateWithdrawalHandler, WithdrawalDesk } from './state-withdrawal.js';
import { ForgetDeclarantsHandler, ForgetOldDeclarantsHandler, GetWithdrawalDataHandler, OldDeclarants, WithdrawalData } from './withdrawal-data.js';
import { GetWithdrawalHandler, ListWithdrawalsHandler } from './withdrawal-queries.js';
import { StoreWithdrawalsController, WithdrawalsController } from './withdrawals.controller.js';

export const rows: EntitySchema[] = [];

@Holds(HELD_BY_WITHDRAWALS)
@Module({
  controllers: [StoreWithdrawalsController, WithdrawalsController],
  providers: [
    FindSold, WithdrawalDesk, StateWithdrawalHandler, NoteConfirmation, GetWithdrawalHandler, ListWithdrawalsHandler, WithdrawalData, GetWithdrawalDataHandler, ForgetDeclarantsHandler, ForgetOldDeclarantsHandler, OldDeclarants,
  ],
})
export class WithdrawalsModule {}
