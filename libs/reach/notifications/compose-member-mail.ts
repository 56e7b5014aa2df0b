import { fill } from '#platform/kernel/fill-in';
import { escapeHtml, type ComposedMail } from './compose-mail.js';
import type { MailLanguage } from './mail-texts.js';
import { MEMBER_MAIL_TEXTS } from './member-mail-texts.js';
import type { MemberMailKind } from './member-mails.js';

export interface MemberMailFacts {
  name: string;
  studio: string;
  studio_id: string;
  operator: string;
  /** Null in a mail that has none. */
  link: string | null;
}

/** A mail to a member of a studio. What others have written (names) is on one line, so that no name makes a link or a paragraph of its own. */
export function composeMemberMail(kind: MemberMailKind, { link, ...facts }: MemberMailFacts, language: MailLanguage): ComposedMail {
  const words = MEMBER_MAIL_TEXTS[language];
  const values = Object.fromEntries(Object.entries(facts).map(([name, text]) => [name, text.replaceAll(/\s+/g, ' ').replaceAll(/:\/\//g, ':// ')]));
  const say = (text: string): string => fill(text, values);
  const subject = say(words[`${kind}_subject`]);
  const before = [say(words.greeting), say(words[`${kind}_text`])];
  const after = [say(words[`${kind}_note`]), say(words.studio_id), say(words.sent_by)];
  const action = kind === 'password_changed' || link === null ? null : { label: words[`${kind}_action`], link };
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
