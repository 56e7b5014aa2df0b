import { Injectable } from '@nestjs/common';
import { createTransport } from 'nodemailer';
import { Config } from '#platform/config/config';
import type { Mailbox } from '#platform/config/mailbox';
import { failpoint } from '#platform/failpoints/failpoints';
import type { ComposedMail } from './compose-mail.js';
import { MailTags, messageIdOf, returnPathOf, type MailReference } from './mail-reference.js';

/** Connect, log in, hand over: everything together. */
const DEADLINE_MS = 10_000;
export const CONNECTIONS = 4;

/** A refusal in the words of the server. `is_of_recipient`: it was said to the recipient's name, before the mail was there. */
export interface Reply { smtp_code: number; said: string; is_of_recipient: boolean }

/** What came of handing a mail over. `refused`: for good, by the server's own word; `unavailable`: nobody knows, try again. */
export type Handover = { outcome: 'sent' } | { outcome: 'refused' | 'unavailable'; error: string; reply?: Reply };

export interface MailSession {
  hand(reference: MailReference, address: string, mail: ComposedMail): Promise<Handover>;
  close(): void;
}

/** The operator's mail server (`SMTP_URL`). Without one there are no mails. */
@Injectable()
export class MailServer {
  private readonly url: string | undefined;
  private readonly from: Mailbox;
  private readonly bounces: string | undefined;

  constructor(config: Config, private readonly tags: MailTags) {
    this.url = config.optional('SMTP_URL');
    this.from = config.sender;
    this.bounces = config.optional('MAIL_RETURN_PATH');
  }

  get isConfigured(): boolean {
    return this.url !== undefined;
  }

  /** Who sells: the name that the mails are from. */
  get operator(): string {
    return this.from.name;
  }

  /** Where players write to. */
  get contact(): string {
    return this.from.address;
  }

  /** Up to `CONNECTIONS` connections for a run of mails. The caller closes them. */
  open(): MailSession {
    const transport = createTransport({
      url: this.url!, pool: true, maxConnections: CONNECTIONS, connectionTimeout: DEADLINE_MS, greetingTimeout: DEADLINE_MS, socketTimeout: DEADLINE_MS, disableFileAccess: true, disableUrlAccess: true,
    });
    const hand = async (reference: MailReference, address: string, mail: ComposedMail): Promise<Handover> => {
      let timer: NodeJS.Timeout | undefined;
      const told = { ...reference, tag: this.tags.of(reference) };
      const late = new Promise<Handover>((resolve) => {
        timer = setTimeout(() => resolve({ outcome: 'unavailable', error: `no answer within ${DEADLINE_MS} ms` }), DEADLINE_MS);
      });
      // The id is ours and stays: a mail that was handed over twice is recognised as one, and a report about it as its own.
      failpoint?.('before call: mail');
      const handed = transport
        .sendMail({
          from: this.from, to: { name: '', address }, subject: mail.subject, text: mail.text, html: mail.html, attachments: mail.attachments ?? [], headers: { 'auto-submitted': 'auto-generated' },
          messageId: `<${messageIdOf(told, this.from.address.split('@')[1]!)}>`, ...(this.bounces ? { envelope: { from: returnPathOf(told, this.bounces), to: address } } : {}),
        })
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
  const { code, responseCode, response, command, message } = cause as { code?: string; responseCode?: number; response?: string; command?: string; message?: string };
  const error = (message ?? String(cause)).slice(0, 500);
  const isFinal = (code === 'EENVELOPE' || code === 'EMESSAGE') && responseCode !== undefined && responseCode >= 500;
  if (!isFinal) return { outcome: 'unavailable', error };
  // What is said to our own name (MAIL FROM) tells nothing of the recipient.
  return { outcome: 'refused', error, ...(command === 'MAIL FROM' ? {} : { reply: { smtp_code: responseCode, said: response ?? '', is_of_recipient: command === 'RCPT TO' } }) };
}
