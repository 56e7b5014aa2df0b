import { fromUnixSeconds } from '#platform/kernel/clock';
import { formatMoney, parseCurrency } from '#platform/kernel/currency';
import { numberToMinor } from '#platform/kernel/money';
import { fill } from '#platform/kernel/fill-in';
import { taxNameIn } from '#money/tax/queries';
import type { GrantView } from '#sales/fulfillment/queries';
import type { OrderTax, OrderView, Waiver } from '#sales/orders/queries';
import { withdrawalRule } from '#sales/withdrawals/queries';
import type { GameView } from '#studio/games/queries';
import type { MailKind, RefundedPart } from './contracts/queries.js';
import { FORMAT_LOCALE, MAIL_TEXTS, mailLanguage, type MailTexts } from './mail-texts.js';

export interface ComposedMail {
  subject: string;
  text: string;
  html: string;
  /** Files that go with it. */
  attachments?: { filename: string; content: Buffer; contentType: string }[];
}

/** What both forms of a mail say, in the order of reading. */
export interface Letter {
  language: string;
  subject: string;
  heading: string;
  intro: string;
  columns: [string, string];
  items: { label: string; amount: string }[];
  sums: { label: string; amount: string }[];
  facts: { label: string; value: string }[];
  notes: string[];
}

/** Kinds that are about an order as a whole; how a voucher is paid is another letter (`composeVoucherMail`). */
export type OrderMailKind = Exclude<MailKind, 'voucher'>;

/** What became of the items of an order that is refunded. */
export type Delivery = 'delivered' | 'undelivered' | 'declined';

export function deliveryOf(grants: readonly Pick<GrantView, 'state'>[]): Delivery {
  if (grants.some(({ state }) => state === 'acknowledged' || state === 'revoking' || state === 'revoked')) return 'delivered';
  return grants.some(({ state }) => state === 'declined') ? 'declined' : 'undelivered';
}

export interface MailLinks {
  /** Who sells: the Merchant of Record, or the studio where it has sold itself. */
  operator: string;
  /** Where she writes to. */
  contact: string;
  /** The page for who has nothing but a line on her card. */
  charge_url: string;
  /** The page where this contract is withdrawn from. */
  withdraw_url: string;
}

/** What becomes of the items of a refund, and what the buyer agreed to when she paid: the first matters to refunds, the other to receipts. */
export interface MailFacts {
  delivery: Delivery;
  waivers: readonly Pick<Waiver, 'payment_id' | 'words' | 'given_at'>[];
  /** What a `part_refund` is about. */
  part?: RefundedPart | null;
  /** What the bank has taken, where it is about a dispute. */
  disputed_minor?: number | null;
}

/** The receipt of an order or the note of its refund, in the order's language. */
export function composeMail(kind: OrderMailKind, order: OrderView, game: Pick<GameView, 'name' | 'environment' | 'default_locale'>, { operator, contact, charge_url, withdraw_url }: MailLinks, { delivery, waivers, part = null, disputed_minor = null }: MailFacts): ComposedMail {
  const language = mailLanguage(order.locale, game.default_locale);
  const words = MAIL_TEXTS[language];
  const number = order.receipt_number ?? order.id;
  const filled = (text: string) => fill(text, { game: game.name, operator, contact, number, charge_url, withdraw_url });
  const currency = parseCurrency(order.currency);
  // What is tax in its price is the studio's to know.
  const isOfStudio = order.seller === 'studio';
  const letterOf = isOfStudio && kind === 'receipt' ? 'confirmation' : kind;
  const money = (minor: number) => formatMoney(numberToMinor(minor), currency, FORMAT_LOCALE[language]);
  const letter: Letter = {
    language,
    subject: filled(words[`${letterOf}_subject`]).replaceAll(/\s+/g, ' '),
    heading: words[`${letterOf}_heading`],
    intro: [filled(words[`${kind}_intro`]), ...(kind === 'refund' || kind === 'dispute_lost' ? [words[`refund_${delivery}`]] : []), ...(part ? [part.lines.some(({ quantity }) => quantity > 0) ? words.part_refund_taken : words.part_refund_kept] : [])].join(' '),
    columns: [words.item, words.amount],
    items: part ? linesOfPart(part, order, money) : order.lines.map((line) => ({ label: `${line.quantity} × ${line.name}`, amount: money(line.total_minor) })),
    sums: [
      ...taxLines(isOfStudio ? null : part ? { ...part, components: part.tax_components } : order.tax, words, language, money),
      { label: kind === 'refund' || part ? words.total_refunded : words.total_paid, amount: money(part?.amount_minor ?? order.tax?.total_minor ?? order.amount_minor) },
      ...(disputed_minor === null ? [] : [{ label: words.disputed, amount: money(disputed_minor) }]),
    ],
    facts: facts(kind === 'refund' ? order.refunded_at : (part?.refunded_at ?? null), order, words, operator, language),
    notes: [
      ...(isOfStudio ? [filled(words.studio_sold)] : order.tax?.outcome === 'reverse_charge' ? [filled(words.merchant_of_record_untaxed), words.reverse_charge] : [filled(words.merchant_of_record)]),
      ...(kind === 'receipt' && !isOfStudio ? [filled(words.as_pdf)] : []),
      ...(kind === 'dispute_opened' ? [words.dispute_unknown, filled(words.dispute_mistake)] : []),
      ...(kind.startsWith('dispute_') ? [filled(words.dispute_contact)] : []),
      ...(kind === 'receipt' ? agreed(order, waivers, words, language) : []),
      ...(kind === 'receipt' && order.business === null && withdrawalRule(order.country) !== null ? [filled(words.withdraw)] : []),
      ...(game.environment === 'sandbox' ? [words.test_purchase] : []),
      words.closing,
    ],
  };
  return { subject: letter.subject, text: asText(letter), html: asHtml(letter) };
}

/** What she agreed to, in the words that she saw: each once, however many lines it stands for. Of an order without them, what a client has said for her. */
function agreed(order: OrderView, waivers: MailFacts['waivers'], words: MailTexts, language: keyof typeof FORMAT_LOCALE): string[] {
  const given = new Map(waivers.filter(({ payment_id }) => payment_id === order.payment_id).map((waiver) => [waiver.words, waiver.given_at]));
  if (given.size > 0) return [...given].map(([said, at]) => fill(words.waiver, { date: moment(at, language), words: said }));
  return order.immediate_delivery_requested_at === null ? [] : [fill(words.immediate_delivery, { date: moment(order.immediate_delivery_requested_at, language) })];
}

/** Of each line its name, and what goes back of it; how many units, where any do. */
function linesOfPart(part: RefundedPart, order: OrderView, money: (minor: number) => string): Letter['items'] {
  return part.lines.map(({ line_id, quantity, amount_minor }) => {
    const name = order.lines[Number(line_id) - 1]?.name ?? line_id;
    return { label: quantity > 0 ? `${quantity} × ${name}` : name, amount: money(amount_minor) };
  });
}

function taxLines(tax: Pick<OrderTax, 'net_minor' | 'tax_minor' | 'components'> | null, words: MailTexts, language: keyof typeof FORMAT_LOCALE, money: (minor: number) => string): Letter['sums'] {
  if (!tax) return [];
  const rate = (decimal: string) => new Intl.NumberFormat(FORMAT_LOCALE[language], { maximumFractionDigits: 6 }).format(decimal as Intl.StringNumericLiteral);
  const components = tax.components.map((part) => ({ label: fill(words.tax_component, { name: taxNameIn(part.name, language), rate: rate(part.rate), jurisdiction: part.jurisdiction }), amount: money(part.tax_minor) }));
  return [{ label: words.net, amount: money(tax.net_minor) }, ...(components.length > 0 ? components : [{ label: words.tax, amount: money(tax.tax_minor) }])];
}

function facts(refundedAt: number | null, order: OrderView, words: MailTexts, operator: string, language: keyof typeof FORMAT_LOCALE): Letter['facts'] {
  return [
    ...(order.receipt_number && order.seller !== 'studio' ? [{ label: words.receipt_number, value: order.receipt_number }] : []),
    { label: words.order_number, value: order.id },
    ...(order.paid_at !== null ? [{ label: words.paid_on, value: moment(order.paid_at, language) }] : []),
    ...(refundedAt !== null ? [{ label: words.refunded_on, value: moment(refundedAt, language) }] : []),
    { label: words.account, value: order.player_id },
    { label: words.sold_by, value: operator },
  ];
}

/** A player's zone is not known, so the zone is written beside the time. */
export function moment(seconds: number, language: keyof typeof FORMAT_LOCALE): string {
  return `${new Intl.DateTimeFormat(FORMAT_LOCALE[language], { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' }).format(fromUnixSeconds(seconds))} UTC`;
}

export function asText(letter: Letter): string {
  const row = ({ label, amount }: { label: string; amount: string }) => `${label}: ${amount}`;
  return [
    letter.heading, '', letter.intro, '', ...letter.items.map(row), '', ...letter.sums.map(row), '', ...letter.facts.map(({ label, value }) => row({ label, amount: value })), '',
    ...letter.notes.flatMap((note) => [note, '']),
  ].join('\n');
}

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ESCAPES[character]!);
}

const CELL = 'padding:6px 0;border-bottom:1px solid #e3e3e8';

export function asHtml(letter: Letter): string {
  const e = escapeHtml;
  const row = ({ label, amount }: { label: string; amount: string }, weight: string) =>
    `<tr><td style="${CELL};font-weight:${weight}">${e(label)}</td><td style="${CELL};font-weight:${weight};text-align:right;white-space:nowrap">${e(amount)}</td></tr>`;
  const [item, amount] = letter.columns;
  const head = `<tr><th scope="col" style="${CELL};text-align:left">${e(item)}</th><th scope="col" style="${CELL};text-align:right">${e(amount)}</th></tr>`;
  const sums = letter.sums.map((sum, index) => row(sum, index === letter.sums.length - 1 ? 'bold' : 'normal'));
  return `<!doctype html>
<html lang="${e(letter.language)}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${e(letter.subject)}</title></head>
<body style="margin:0;background:#f4f4f7;color:#1c1c28;font:16px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif">
<div style="max-width:36rem;margin:0 auto;padding:24px;background:#ffffff">
<h1 style="font-size:22px;line-height:1.3">${e(letter.heading)}</h1>
<p>${e(letter.intro)}</p>
<table style="width:100%;border-collapse:collapse"><thead>${head}</thead><tbody>${letter.items.map((line) => row(line, 'normal')).join('')}${sums.join('')}</tbody></table>
<dl style="margin:24px 0">${letter.facts.map(({ label, value }) => `<dt style="color:#5a5a6e;font-size:14px">${e(label)}</dt><dd style="margin:0 0 8px;overflow-wrap:anywhere">${e(value)}</dd>`).join('')}</dl>
${letter.notes.map((note) => `<p style="font-size:14px;color:#45455a">${e(note)}</p>`).join('\n')}
</div></body></html>
`;
}
