import { formatMoney, parseCurrency } from '#platform/kernel/currency';
import { fill } from '#platform/kernel/fill-in';
import { numberToMinor } from '#platform/kernel/money';
import { escapeHtml, moment, type ComposedMail } from './compose-mail.js';
import { FORMAT_LOCALE, type MailLanguage } from './mail-texts.js';
import { MEMBER_MAIL_TEXTS, type MemberMailTexts } from './member-mail-texts.js';
import type { AboutDispute, MemberMailKind } from './member-mails.js';

export interface MemberMailFacts {
  name: string;
  studio: string;
  studio_id: string;
  operator: string;
  /** Where members write to about a dispute. */
  contact: string;
  /** Null in a mail that has none. */
  link: string | null;
}

/** A mail to a member of a studio. What others have written (names) is on one line, so that no name makes a link or a paragraph of its own. */
export function composeMemberMail(kind: MemberMailKind, { link, ...facts }: MemberMailFacts, language: MailLanguage, about: AboutDispute | null = null): ComposedMail {
  const words = MEMBER_MAIL_TEXTS[language];
  const values = Object.fromEntries(Object.entries({ ...facts, ...(about ? spelled(about, language) : {}) }).map(([name, text]) => [name, text.replaceAll(/\s+/g, ' ').replaceAll(/:\/\//g, ':// ')]));
  const say = (text: string): string => fill(text, values);
  const subject = say(words[`${kind}_subject`]);
  const before = [say(words.greeting), say(words[`${kind}_text`]), ...(about ? factsOf(about, words).map(say) : [])];
  const after = [say(words[`${kind}_note`]), ...(about ? [say(words.dispute_switch)] : []), say(words.studio_id), say(words.sent_by)];
  const action = link === null || (kind !== 'invitation' && kind !== 'password_link') ? null : { label: words[`${kind}_action`], link };
  const paragraph = (text: string): string => `<p>${escapeHtml(text)}</p>`;
  const button = action ? [`<p><a href="${escapeHtml(action.link)}" style="display:inline-block;padding:12px 20px;background:#5b3df5;color:#ffffff;border-radius:8px;text-decoration:none">${escapeHtml(action.label)}</a></p>`] : [];
  return {
    subject,
    text: [...before, ...(action ? [`${action.label}: ${action.link}`] : []), ...after].join('\n\n'),
    html: `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(subject)}</title></head>
<body style="margin:0;background:#f4f4f7;color:#1c1c28;font:16px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif">
<div style="max-width:36rem;margin:0 auto;padding:24px;background:#ffffff">
${[...before.map(paragraph), ...button, ...after.map(paragraph)].join('\n')}
</div></body></html>
`,
  };
}

function spelled({ order_id, dispute_id, amount_minor, currency, reason, due_at, evidence_at }: AboutDispute, language: MailLanguage): Record<string, string> {
  const at = (seconds: number | null): string => (seconds === null ? '' : moment(seconds, language));
  return { order_id, dispute_id, amount: formatMoney(numberToMinor(amount_minor), parseCurrency(currency), FORMAT_LOCALE[language]), reason: reason ?? '', due: at(due_at), evidence: at(evidence_at) };
}

/** The lines that stand below the text: what is known of the dispute. */
function factsOf({ reason, due_at, evidence_at }: AboutDispute, words: MemberMailTexts): string[] {
  return [words.dispute_of, words.dispute_amount, ...(reason === null ? [] : [words.dispute_reason]), ...(due_at === null ? [] : [words.dispute_due]), ...(evidence_at === null ? [] : [words.dispute_evidence])];
}
