import { Injectable } from '@nestjs/common';
import { createTransport } from 'nodemailer';
import { Config } from '#platform/config/config';
import type { Mailbox } from '#platform/config/mailbox';
import { failpoint } from '#platform/failpoints/failpoints';
import type { ComposedMail } from './compose-mail.js';

/** Connect, log in, hand over: everything together. */
const DEADLINE_MS = 10_000;
export const CONNECTIONS = 4;

/** What came of handing a mail over. `refused`: for good, by the server's own word; `unavailable`: nobody knows, try again. */
export type Handover = { outcome: 'sent' } | { outcome: 'refused' | 'unavailable'; error: string };

export interface MailSession {
  hand(id: string, address: string, mail: ComposedMail): Promise<Handover>;
  close(): void;
}

/** The operator's mail server (`SMTP_URL`). Without one there are no mails. */
@Injectable()
export class MailServer {
  private readonly url: string | undefined;
  private readonly from: Mailbox;

  constructor(config: Config) {
    this.url = config.optional('SMTP_URL');
    this.from = config.sender;
  }

  get isConfigured(): boolean {
    return this.url !== undefined;
  }

  /** Who sells: the name that the mails are from. */
  get operator(): string {
    return this.from.name;
  }

  /** Up to `CONNECTIONS` connections for a run of mails. The caller closes them. */
  open(): MailSession {
    const transport = createTransport({
      url: this.url!, pool: true, maxConnections: CONNECTIONS, connectionTimeout: DEADLINE_MS, greetingTimeout: DEADLINE_MS, socketTimeout: DEADLINE_MS, disableFileAccess: true, disableUrlAccess: true,
    });
    const hand = async (id: string, address: string, mail: ComposedMail): Promise<Handover> => {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<Handover>((resolve) => {
        timer = setTimeout(() => resolve({ outcome: 'unavailable', error: `no answer within ${DEADLINE_MS} ms` }), DEADLINE_MS);
      });
      // The id is ours and stays: a mail that was handed over twice is recognised as one.
      failpoint?.('before call: mail');
      const handed = transport
        .sendMail({ from: this.from, to: { name: '', address }, subject: mail.subject, text: mail.text, html: mail.html, attachments: mail.attachments ?? [], messageId: `<${id}@${this.from.address.split('@')[1]}>`, headers: { 'auto-submitted': 'auto-generated' } })
        .then((): Handover => {
          failpoint?.('after call: mail');
          return { outcome: 'sent' };
        }, failure);
      return Promise.race([handed, late]).finally(() => clearTimeout(timer));
    };
    return { hand, close: () => transport.close() };
  }
}

/** A 5xx about this address or this mail is final; about the login or the connection it is not the mail's fault. */
function failure(cause: unknown): Handover {
  const { code, responseCode, message } = cause as { code?: string; responseCode?: number; message?: string };
  const isFinal = (code === 'EENVELOPE' || code === 'EMESSAGE') && responseCode !== undefined && responseCode >= 500;
  return { outcome: isFinal ? 'refused' : 'unavailable', error: (message ?? String(cause)).slice(0, 500) };
}
