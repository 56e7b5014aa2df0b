import { Module } from '@nestjs/common';
import type { EntitySchema } from 'typeorm';
import { Seals } from '#platform/crypto/sealed-columns';
import { DeadWorkController } from './dead-work.controller.js';
import { OperatorAuditController } from './operator-audit.controller.js';
import { ListOperatorAuditHandler, VerifyOperatorAuditHandler } from './operator-audit.js';
import { RetryDeadWorkFlow, RetryDeadWorkHandler } from './retry-dead-work.js';
import { StaffAuthenticator } from './staff-authenticator.js';
import { STAFF_FACTORS_SEALED, StaffCodes, UseStaffCodeHandler } from './staff-codes.js';
import { StaffSessionController } from './staff-session.controller.js';
import { EndStaffSessionHandler, FindLiveStaffSessionHandler, FindStaffCredentialsHandler, OpenStaffSessionHandler, ProveStaffHandler, TouchStaffSessionHandler } from './staff-sessions.js';
import { StaffSignInFlow } from './staff-sign-in.flow.js';
import { StaffController } from './staff.controller.js';
import {
  AcceptStaffInvitationHandler, ChangeStaffRoleHandler, GetStaffHandler, GetStaffInvitationHandler, InviteStaffHandler, ListStaffHandler, OpenStaffInvitationHandler, RemoveStaffHandler,
} from './staff.js';

export const rows: EntitySchema[] = [];

@Seals(STAFF_FACTORS_SEALED)
@Module({
  controllers: [StaffSessionController, StaffController, DeadWorkController, OperatorAuditController],
  providers: [
    StaffAuthenticator, StaffSignInFlow, StaffCodes, RetryDeadWorkFlow,
    InviteStaffHandler, OpenStaffInvitationHandler, AcceptStaffInvitationHandler, ChangeStaffRoleHandler, RemoveStaffHandler, ListStaffHandler, GetStaffHandler, GetStaffInvitationHandler,
    OpenStaffSessionHandler, TouchStaffSessionHandler, ProveStaffHandler, EndStaffSessionHandler, FindLiveStaffSessionHandler, FindStaffCredentialsHandler, UseStaffCodeHandler,
    RetryDeadWorkHandler, ListOperatorAuditHandler, VerifyOperatorAuditHandler,
  ],
})
export class StaffModule {}
