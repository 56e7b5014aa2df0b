import { de } from './mail-texts.de.js';
import { en } from './mail-texts.en.js';

/** The texts of one language. Names in braces are filled in. */
export interface MailTexts {
  receipt_subject: string;
  receipt_heading: string;
  receipt_intro: string;
  /** In place of a receipt, of what the studio has sold itself. */
  confirmation_subject: string;
  confirmation_heading: string;
  copy_subject: string;
  copy_heading: string;
  copy_intro: string;
  as_pdf: string;
  refund_subject: string;
  refund_heading: string;
  refund_intro: string;
  refund_delivered: string;
  refund_undelivered: string;
  refund_declined: string;
  part_refund_subject: string;
  part_refund_heading: string;
  part_refund_intro: string;
  /** Where items go back too, and where the money alone does. */
  part_refund_taken: string;
  part_refund_kept: string;
  dispute_opened_subject: string;
  dispute_opened_heading: string;
  dispute_opened_intro: string;
  dispute_won_subject: string;
  dispute_won_heading: string;
  dispute_won_intro: string;
  dispute_lost_subject: string;
  dispute_lost_heading: string;
  dispute_lost_intro: string;
  /** What she can do, where she has not asked her bank herself, or did so by mistake. */
  dispute_unknown: string;
  dispute_mistake: string;
  dispute_contact: string;
  disputed: string;
  item: string;
  amount: string;
  net: string;
  tax: string;
  tax_component: string;
  total_paid: string;
  total_refunded: string;
  receipt_number: string;
  order_number: string;
  paid_on: string;
  refunded_on: string;
  account: string;
  sold_by: string;
  merchant_of_record: string;
  /** Where the buyer owes the tax itself. */
  merchant_of_record_untaxed: string;
  /** Of what the studio has sold itself; `{operator}` is its name there. */
  studio_sold: string;
  reverse_charge: string;
  immediate_delivery: string;
  waiver: string;
  withdraw: string;
  test_purchase: string;
  closing: string;
}

export type MailLanguage = 'en' | 'de';

export const MAIL_TEXTS: Readonly<Record<MailLanguage, MailTexts>> = { en, de };

/** How numbers and dates are written in a language. */
export const FORMAT_LOCALE: Readonly<Record<MailLanguage, string>> = { en: 'en-US', de: 'de-DE' };

/** The language of a mail: the first of the wished-for locales that we write in, else English. */
export function mailLanguage(...wished: (string | null)[]): MailLanguage {
  for (const locale of wished) {
    const language = locale?.slice(0, 2).toLowerCase();
    if (language === 'de' || language === 'en') return language;
  }
  return 'en';
}
