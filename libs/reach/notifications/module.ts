import { Module } from '@nestjs/common';
import type { EntitySchema } from 'typeorm';
import { BounceWatch, KeepBouncesHandler } from './bounce-watch.js';
import { NoteDisputes } from './dispute-subscribers.js';
import { RecordHandoverHandler } from './handovers.js';
import { MailIngressController } from './ingress.controller.js';
import { ListMailLogHandler } from './mail-log.js';
import { MailTags } from './mail-reference.js';
import { MailServer } from './mail-server.js';
import { EraseMailsHandler, GetMailDataHandler, MailData } from './mail-data.js';
import { OperatorMailsController, OrderMailsController } from './mails.controller.js';
import { ListDueMailsHandler, ListMailsOfOrderHandler, Mails, SecondsToNextMailHandler } from './mails.js';
import { ListDueMemberMailsHandler, MemberMails, NoteChangedPasswords, NoteForgottenPasswords, NoteInvitations, SecondsToNextMemberMailHandler } from './member-mails.js';
import { MailNotes, NoteCopies, NotePartRefunds, NoteReceipts, NoteRefunds } from './order-subscribers.js';
import { Postbox } from './postbox.js';
import { ListMailedToHandler, NoteReportHandler, ReportIntake } from './report-intake.js';
import { MailRows } from './rows.js';
import { SendMailsJob, SendVouchersJob } from './send-mails.job.js';
import { SendMemberMailsJob, SendStudioDisputeMailsJob } from './send-member-mails.job.js';
import { SendWithdrawalMailsJob } from './send-withdrawal-mails.job.js';
import { AddressKeys, GetReasonsHandler, LiftSuppressionHandler, ListSuppressionsHandler, ReportBook, Suppressions } from './suppressions.js';
import { NoteStudioDisputeMailsHandler, RemindStudioOfDisputes, TellStudioOfDisputeJob, TellStudioOfDisputes } from './studio-dispute-mails.js';
import { NoteVouchers } from './voucher-subscribers.js';
import { ListDueWithdrawalMailsHandler, NoteWithdrawals, SecondsToNextWithdrawalMailHandler } from './withdrawal-mails.js';

export const rows: EntitySchema[] = [MailRows];

@Module({
  controllers: [OrderMailsController, OperatorMailsController, MailIngressController],
  providers: [
    MailServer, MailTags, Mails, MailNotes, NoteReceipts, NoteRefunds, NotePartRefunds, NoteCopies, SendMailsJob, SendVouchersJob, ListDueMailsHandler, SecondsToNextMailHandler, RecordHandoverHandler, ListMailsOfOrderHandler, MailData, GetMailDataHandler, EraseMailsHandler,
    MemberMails, NoteInvitations, NoteForgottenPasswords, NoteChangedPasswords, SendMemberMailsJob, SendStudioDisputeMailsJob, ListDueMemberMailsHandler, SecondsToNextMemberMailHandler,
    NoteWithdrawals, SendWithdrawalMailsJob, ListDueWithdrawalMailsHandler, SecondsToNextWithdrawalMailHandler, NoteDisputes, NoteVouchers,
    TellStudioOfDisputes, RemindStudioOfDisputes, TellStudioOfDisputeJob, NoteStudioDisputeMailsHandler,
    Postbox, AddressKeys, Suppressions, GetReasonsHandler, ReportBook, ReportIntake, ListMailedToHandler, NoteReportHandler, ListSuppressionsHandler, LiftSuppressionHandler, ListMailLogHandler, BounceWatch, KeepBouncesHandler,
  ],
})
export class NotificationsModule {}
