import { Module } from '@nestjs/common';
import type { EntitySchema } from 'typeorm';
import { RecordHandoverHandler } from './handovers.js';
import { MailServer } from './mail-server.js';
import { EraseMailsHandler, GetMailDataHandler, MailData } from './mail-data.js';
import { ListDueMailsHandler, ListMailsOfOrderHandler, Mails, SecondsToNextMailHandler } from './mails.js';
import { ListDueMemberMailsHandler, MemberMails, NoteChangedPasswords, NoteForgottenPasswords, NoteInvitations, SecondsToNextMemberMailHandler } from './member-mails.js';
import { MailNotes, NoteCopies, NotePartRefunds, NoteReceipts, NoteRefunds } from './order-subscribers.js';
import { MailRows } from './rows.js';
import { SendMailsJob } from './send-mails.job.js';
import { SendMemberMailsJob } from './send-member-mails.job.js';
import { SendWithdrawalMailsJob } from './send-withdrawal-mails.job.js';
import { ListDueWithdrawalMailsHandler, NoteWithdrawals, SecondsToNextWithdrawalMailHandler } from './withdrawal-mails.js';

export const rows: EntitySchema[] = [MailRows];

@Module({
  providers: [
    MailServer, Mails, MailNotes, NoteReceipts, NoteRefunds, NotePartRefunds, NoteCopies, SendMailsJob, ListDueMailsHandler, SecondsToNextMailHandler, RecordHandoverHandler, ListMailsOfOrderHandler, MailData, GetMailDataHandler, EraseMailsHandler,
    MemberMails, NoteInvitations, NoteForgottenPasswords, NoteChangedPasswords, SendMemberMailsJob, ListDueMemberMailsHandler, SecondsToNextMemberMailHandler,
    NoteWithdrawals, SendWithdrawalMailsJob, ListDueWithdrawalMailsHandler, SecondsToNextWithdrawalMailHandler,
  ],
})
export class NotificationsModule {}
