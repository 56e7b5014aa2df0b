import { fill } from '#platform/kernel/fill-in';
import type { WithdrawalView } from '#sales/withdrawals/queries';
import { escapeHtml, moment, type ComposedMail } from './compose-mail.js';
import { WITHDRAWAL_MAIL_TEXTS } from './withdrawal-mail-texts.js';

export interface WithdrawalMailFacts {
  game: string;
  operator: string;
}

/**
 * The confirmation of a statement of withdrawal: what was stated, when it came, and what is answered. Anybody may have it sent to any address, so what was typed stands on one line each and makes no link, and nothing stands in it
 * beside what was typed that only the buyer may know, unless the address is the one that the order was bought with.
 */
export function composeWithdrawalMail({ declarant, locale, stated_at, because, outcome, basis }: WithdrawalView & { declarant: NonNullable<WithdrawalView['declarant']> }, { game, operator }: WithdrawalMailFacts): ComposedMail {
  const words = WITHDRAWAL_MAIL_TEXTS[locale];
  const at = (seconds: number | null | undefined): string => (seconds == null ? '' : moment(seconds, locale));
  const typed = { name: oneLine(declarant.name), order: oneLine(declarant.order), email: oneLine(declarant.email) };
  const values = {
    ...typed, game: oneLine(game), operator, words: basis.waiver?.words ?? '', given_at: at(basis.waiver?.given_at), granted_at: at(basis.granted_at), confirmed_at: at(basis.confirmed_at), ends_at: at(basis.ends_at),
  };
  const say = (text: string): string => fill(text, values);
  const subject = say(words.subject);
  const facts: [string, string][] = [[words.name, typed.name], [words.order, typed.order], [words.email, typed.email], [words.game, values.game], [words.received_at, at(stated_at)]];
  const answer = say(outcome === 'refund' ? words.refund : words[because as Exclude<typeof because, 'no_waiver' | 'not_granted' | 'not_confirmed'>]);
  const before = [words.received, `“${words.statement}”`];
  const after = [answer, say(words.sold_by), words.closing];
  const paragraph = (text: string): string => `<p>${escapeHtml(text)}</p>`;
  return {
    subject,
    text: [words.heading, ...before, facts.map(([label, value]) => `${label}: ${value}`).join('\n'), ...after].join('\n\n'),
    html: `<!doctype html>
<html lang="${locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(subject)}</title></head>
<body style="margin:0;background:#f4f4f7;color:#1c1c28;font:16px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif">
<div style="max-width:36rem;margin:0 auto;padding:24px;background:#ffffff">
<h1 style="font-size:22px;line-height:1.3">${escapeHtml(words.heading)}</h1>
${before.map(paragraph).join('\n')}
<dl style="margin:24px 0">${facts.map(([label, value]) => `<dt style="color:#5a5a6e;font-size:14px">${escapeHtml(label)}</dt><dd style="margin:0 0 8px;overflow-wrap:anywhere">${escapeHtml(value)}</dd>`).join('')}</dl>
${after.map(paragraph).join('\n')}
</div></body></html>
`,
  };
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll(/:\/\//g, ':// ').replaceAll(/\bwww\./gi, 'www ');
}
