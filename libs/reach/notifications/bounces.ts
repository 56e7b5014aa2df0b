/**
 * What came back of a mail. `hard_bounce`: there is no such mailbox, or none any more. `soft_bounce`: the mailbox did not take it for as long as it was tried. `blocked`: the mail was refused for what it is or whom it comes from; the
 * mailbox may be as good as ever. `complaint`: whoever reads it calls it spam.
 */
export const REPORT_KINDS = ['hard_bounce', 'soft_bounce', 'blocked', 'complaint'] as const;
export type ReportKind = (typeof REPORT_KINDS)[number];
export type BounceKind = Exclude<ReportKind, 'complaint'>;

/** Why an address is not written to any more. */
export const SUPPRESSION_REASONS = ['hard_bounce', 'soft_bounces', 'complaint'] as const;
export type SuppressionReason = (typeof SUPPRESSION_REASONS)[number];

/**
 * Mails that a mailbox did not take, within so many days, before it is not written to any more. Each was tried for days (RFC 5321, 4.5.4.1: four or five), so that three of them are no bad weekend; and a mailbox that was full in spring says
 * nothing about summer.
 */
export const SOFT_BOUNCES_MAX = 3;
export const SOFT_BOUNCE_DAYS = 30;

/** Subjects of RFC 3463 that say of the address that nothing can be delivered to it: unknown, malformed, ambiguous, moved away, without mail; and the mailbox that is closed. 5.1.7 and 5.1.8 are about the sender's. */
const HARD = new Set(['1.1', '1.2', '1.3', '1.4', '1.6', '1.10', '2.1']);
/** The mail is too large, or too large for this mailbox. */
const OF_THE_MESSAGE = new Set(['1.7', '1.8', '1.9', '2.3', '3.4']);
/** Subjects that say nothing: "other", and "other address status", which servers say of senders as well. */
const OF_NOTHING = new Set(['', '0.0', '1.0']);
/** Postfix says "User unknown in relay recipient table" of a mailbox that there is not. */
const POLICY_WORDS = /relay(?! recipient table)|sender|spam|block|black ?list|denied|denylist|policy|reputation|spf|dkim|dmarc|authenticat|unsolicited|banned/i;
/** It is good, and takes no more for now. */
const RATE_WORDS = /\brate\b|\brate[- ]?limit|too (?:many|much|often|fast|quickly)|throttl|temporar/i;
/** Of what a server said so much is read (characters): whoever writes a report may write a megabyte. */
const READ_MAX = 4_096;

export interface Refusal {
  /** Of RFC 3463, `5.1.1`; null where none was said. */
  status_code: string | null;
  /** The reply code of SMTP; null where none was said. */
  smtp_code: number | null;
  said: string;
  /** Said when the recipient was named, not about the mail. */
  is_of_recipient: boolean;
}

/** What a refusal for good says of the address. An address that is suppressed by mistake costs its owner her receipts, so what could mean the mail, or us, does. */
export function bounceKind({ status_code, smtp_code, said, is_of_recipient }: Refusal): BounceKind {
  const [, status = '', subject = ''] = /^([45])\.(\d{1,3}\.\d{1,3})$/.exec(status_code ?? '') ?? [];
  if (OF_NOTHING.has(subject)) return status === '4' ? 'soft_bounce' : withoutSubject(smtp_code, said, is_of_recipient);
  if (OF_THE_MESSAGE.has(subject) || /^[5-7]\./.test(subject)) return 'blocked';
  return status === '5' && HARD.has(subject) ? hardUnlessSaid(said) : 'soft_bounce';
}

/** Where words and code differ the words count: sendmail says 5.1.1 of every bare 550, Gmail 5.2.1 of a mailbox that gets too much at once. */
function hardUnlessSaid(said: string): BounceKind {
  const words = wordsOf(said).join(' ');
  if (RATE_WORDS.test(words)) return 'soft_bounce';
  return POLICY_WORDS.test(words) ? 'blocked' : 'hard_bounce';
}

function withoutSubject(smtp: number | null, said: string, isOfRecipient: boolean): BounceKind {
  // 552: it is full.
  if (smtp !== null && (smtp < 500 || smtp === 552)) return 'soft_bounce';
  const isAboutAddress = isOfRecipient && (smtp === 550 || smtp === 551 || smtp === 553);
  return isAboutAddress ? hardUnlessSaid(said) : 'blocked';
}

/** The code of RFC 3463 that a reply begins with or holds behind its reply code: `550 5.1.1 no such user`. */
export function statusCodeIn(reply: string): string | null {
  return /(?:^|[\s#;(-])([245]\.\d{1,3}\.\d{1,3})(?=$|[\s:;,)-])/.exec(reply.slice(0, READ_MAX))?.[1] ?? null;
}

/** A server repeats the address that it refuses; what it said is kept without. */
export function withoutAddresses(text: string): string {
  return wordsOf(text).join(' ').trim().slice(0, 300);
}

/** Word by word: a pattern over the whole would take the square of its length. A word that the cut goes through may be the first half of an address. */
function wordsOf(text: string): string[] {
  const words = text.slice(0, READ_MAX).split(/\s+/);
  return (text.length > READ_MAX ? words.slice(0, -1) : words).map((word) => (word.includes('@') ? '…' : word));
}

/** What a share of mails has to reach to be told of, in parts per thousand, and how many at least: of few mails two are many. */
export const ALARMS = {
  // Amazon SES puts a sender under review at 5 % ("reputation metrics": bounce rate).
  bounces: { per_mille: 50, cases_min: 5 },
  // Google's and Yahoo's guidelines for senders: never 0.3 % or more.
  complaints: { per_mille: 3, cases_min: 3 },
} as const;
export type MailAlarm = keyof typeof ALARMS;

export function alarmsOf(day: { mails: number; bounces: number; complaints: number }): { kind: MailAlarm; cases: number; base: number }[] {
  return (['bounces', 'complaints'] as const)
    .map((kind) => ({ kind, cases: day[kind], base: day.mails }))
    .filter(({ kind, cases, base }) => cases >= ALARMS[kind].cases_min && cases * 1_000 > ALARMS[kind].per_mille * base);
}
