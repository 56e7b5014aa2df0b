import { fromUnixSeconds } from '#platform/kernel/clock';
import { formatMoney, parseCurrency } from '#platform/kernel/currency';
import { fill } from '#platform/kernel/fill-in';
import { numberToMinor } from '#platform/kernel/money';
import type { OrderView } from '#sales/orders/queries';
import type { PayInstructions, PaymentView } from '#sales/payments/queries';
import type { GameView } from '#studio/games/queries';
import { asHtml, asText, type ComposedMail, type Letter, type MailLinks } from './compose-mail.js';
import { VOUCHER_LOCALE, VOUCHER_TEXTS, voucherLanguage } from './voucher-mail-texts.js';

type Paid = Pick<PaymentView, 'amount_minor' | 'currency' | 'status'> & { label: string };

/** Whether the mail would still help: the attempt is open, is paid by a voucher, and its time is not over. `now`: Unix seconds. */
export function isToBePaid({ status }: Pick<PaymentView, 'status'>, how: PayInstructions | null, now: number): how is PayInstructions {
  return status === 'created' && how?.kind === 'voucher' && (how.reference !== null || how.url !== null) && (how.due_at === null || how.due_at > now);
}

/** How to pay an order with the number of a voucher, in the order's language. */
export function composeVoucherMail(payment: Paid, how: PayInstructions, order: OrderView, game: Pick<GameView, 'name' | 'environment' | 'default_locale'>, { operator, contact }: Pick<MailLinks, 'operator' | 'contact'>): ComposedMail {
  const language = voucherLanguage(order.locale, game.default_locale);
  const [words, locale] = [VOUCHER_TEXTS[language], VOUCHER_LOCALE[language]];
  const money = (minor: number, currency: string): string => formatMoney(numberToMinor(minor), parseCurrency(currency), locale);
  const amount = money(payment.amount_minor, payment.currency);
  const filled = (text: string): string => fill(text, { game: game.name, amount, method: payment.label, contact, url: how.url ?? '' });
  const letter: Letter = {
    language, subject: filled(words.subject).replaceAll(/\s+/g, ' '), heading: words.heading, intro: filled(how.reference === null ? words.by_page : words.intro), columns: [words.item, words.amount],
    items: order.lines.map((line) => ({ label: `${line.quantity} × ${line.name}`, amount: money(line.total_minor, order.currency) })),
    sums: [{ label: words.to_pay, amount }],
    facts: [
      ...(how.reference === null ? [] : [{ label: words.number, value: how.reference }]),
      ...(how.due_at === null ? [] : [{ label: words.until, value: `${new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' }).format(fromUnixSeconds(how.due_at))} UTC` }]),
      { label: words.order_number, value: order.id }, { label: words.sold_by, value: operator },
    ],
    notes: [...(how.url === null ? [] : [filled(words.page)]), order.seller === 'studio' ? words.done_studio : words.done, words.late, filled(words.contact), ...(game.environment === 'sandbox' ? [words.test_purchase] : [])],
  };
  return { subject: letter.subject, text: asText(letter), html: asHtml(letter) };
}
