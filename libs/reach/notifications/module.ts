import { Module } from '@nestjs/common';
import type { EntitySchema } from 'typeorm';
import { MailServer } from './mail-server.js';
import { EraseMailsHandler, GetMailDataHandler, MailData } from './mail-data.js';
import { ListDueMailsHandler, ListMailsOfOrderHandler, Mails, RecordHandoverHandler, SecondsToNextMailHandler } from './mails.js';
import { MailNotes, NoteReceipts, NoteRefunds } from './order-subscribers.js';
import { MailRows } from './rows.js';
import { SendMailsJob } from './send-mails.job.js';

export const rows: EntitySchema[] = [MailRows];

@Module({ providers: [MailServer, Mails, MailNotes, NoteReceipts, NoteRefunds, SendMailsJob, ListDueMailsHandler, SecondsToNextMailHandler, RecordHandoverHandler, ListMailsOfOrderHandler, MailData, GetMailDataHandler, EraseMailsHandler] })
export class NotificationsModule {}
