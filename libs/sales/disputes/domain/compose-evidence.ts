import type { PlayerView } from '#player/players/queries';
import type { GrantView } from '#sales/fulfillment/queries';
import type { OrderDetails, PlaceEvidence } from '#sales/orders/queries';
import type { EvidenceToSend, PaymentView } from '#sales/payments/queries';
import type { DocumentView } from '#sales/receipts/queries';
import type { RefundView } from '#sales/refunds/queries';
import type { EvidencePack } from '../contracts/evidence-pack.js';
import type { DisputeView } from '../contracts/queries.js';
import { compellingEvidence } from './compelling-evidence.js';

export interface Records {
  dispute: DisputeView;
  payment: PaymentView;
  order: OrderDetails;
  place: PlaceEvidence;
  documents: readonly DocumentView[];
  grants: readonly GrantView[];
  refunds: readonly RefundView[];
  /** Undisputed purchases before this one, the newest first. */
  earlier: readonly PaymentView[];
  player: PlayerView | null;
  statement: string | null;
}

const DAY_SECONDS = 86_400;

/** Picks out of the records what a bank is shown. */
export function composeEvidence({ dispute, payment, order, place, documents, grants, refunds, earlier, player, statement }: Records): EvidencePack {
  const earlier_purchases = earlier.flatMap((each) => (each.captured_at === null ? [] : [{
    payment_id: each.id, captured_at: each.captured_at, amount_minor: each.amount_minor, currency: each.currency, days_before_dispute: Math.floor((dispute.opened_at - each.captured_at) / DAY_SECONDS), same: sameIn(payment, each),
  }]));
  return {
    version: 1,
    dispute: pick(dispute, 'id', 'provider_dispute_id', 'reason', 'network_code', 'scheme', 'amount_minor', 'currency', 'opened_at', 'due_at'),
    payment: {
      ...pick(payment, 'id', 'provider', 'provider_reference', 'method', 'amount_minor', 'currency', 'captured_at', 'ip_address', 'country'),
      card: payment.card && pick(payment.card, 'brand', 'last4', 'country'), three_ds: payment.three_ds,
    },
    order: {
      ...pick(order, 'id', 'receipt_number', 'created_at', 'paid_at', 'email', 'ip_address', 'user_agent', 'country', 'region', 'amount_minor', 'currency', 'immediate_delivery_requested_at'),
      net_minor: order.tax?.net_minor ?? null, tax_minor: order.tax?.tax_minor ?? null, lines: order.lines.map((line) => pick(line, 'sku', 'name', 'quantity', 'total_minor')),
    },
    place: { decision: place.decision, items: place.items.map((item) => pick(item, 'kind', 'country', 'told_by', 'noted_at')) },
    documents: documents.map((each) => pick(each, 'kind', 'number', 'issued_at', 'total_minor', 'currency')),
    player: { player_id: order.player_id, name: player?.name ?? null, email: player?.email ?? null, country: player?.country ?? null, known_since: player?.created_at ?? null },
    grants: grants.map((grant) => ({ ...pick(grant, 'id', 'state', 'requested_at', 'acknowledged_at'), items: grant.items.map((item) => pick(item, 'sku', 'name', 'quantity')) })),
    refunds: refunds.map((each) => pick(each, 'id', 'status', 'amount_minor', 'currency', 'reason', 'requested_at')),
    earlier_purchases, compelling_evidence: compellingEvidence(earlier_purchases), statement,
  };
}

function sameIn(one: PaymentView, other: PaymentView): EvidencePack['earlier_purchases'][number]['same'] {
  const isCard = one.card?.fingerprint != null && one.card.fingerprint === other.card?.fingerprint;
  return ['account', ...(isCard ? ['card' as const] : []), ...(one.ip_address !== null && one.ip_address === other.ip_address ? ['ip_address' as const] : [])];
}

function pick<T extends object, K extends keyof T>(from: T, ...names: K[]): Pick<T, K> {
  return Object.fromEntries(names.map((name) => [name, from[name]])) as Pick<T, K>;
}

const at = (seconds: number | null): string => (seconds === null ? 'not known' : `${new Date(seconds * 1_000).toISOString().slice(0, 19).replace('T', ' ')} UTC`);
const money = (minor: number, currency: string): string => `${minor} ${currency} (minor units)`;
const TEXT_MAX = 100_000;
const FIELD_MAX = 10_000;

/** The same as plain text, for whoever reads it at the bank: one fact a line. At most 100,000 characters. */
export function evidenceText(pack: EvidencePack): string {
  const { dispute, payment, order, player } = pack;
  const { card, three_ds } = payment;
  const lines = [
    `ANSWER TO DISPUTE ${dispute.provider_dispute_id}`, `Reason: ${dispute.reason}${dispute.network_code ? ` (${dispute.network_code})` : ''}. Amount: ${money(dispute.amount_minor, dispute.currency)}. Opened: ${at(dispute.opened_at)}.`,
    ...(pack.statement ? ['', 'STATEMENT', pack.statement] : []),
    '', 'PURCHASE', `Order ${order.id}, receipt ${order.receipt_number ?? 'none'}. Ordered: ${at(order.created_at)}. Paid: ${at(order.paid_at)}.`,
    ...order.lines.map((line) => `- ${line.quantity} x ${line.name} (${line.sku}): ${money(line.total_minor, order.currency)}`),
    `Total: ${money(order.amount_minor, order.currency)}, tax in it: ${order.tax_minor ?? 0}.`,
    `Delivery at once: ${order.immediate_delivery_requested_at === null ? 'was not asked about' : `asked for by the buyer, who gave up the right of withdrawal by it: ${at(order.immediate_delivery_requested_at)}`}.`,
    ...pack.documents.map((each) => `- ${each.kind} ${each.number} of ${at(each.issued_at)}: ${money(each.total_minor, each.currency)}`),
    '', 'BUYER', `Account in the game: ${player.player_id}${player.name ? `, ${player.name}` : ''}, known since ${at(player.known_since)}. E-mail: ${order.email ?? player.email ?? 'none'}.`,
    `Network address: ${order.ip_address ?? payment.ip_address ?? 'none'}. Place of the sale: ${[order.country, order.region].filter(Boolean).join(', ') || 'none'} (evidence: ${pack.place.decision}).`,
    ...pack.place.items.map((item) => `- ${item.kind}: ${item.country}, told by ${item.told_by}, ${at(item.noted_at)}`),
    '', 'PAYMENT', `${payment.id} at ${payment.provider} (${payment.provider_reference ?? 'no reference'}), captured ${at(payment.captured_at)}.`,
    ...(card ? [`Card: ${card.brand}, ends in ${card.last4}, issued in ${card.country ?? 'not known'}.`] : []), ...(three_ds ? [`3-D Secure: ${three_ds.flow}, ${three_ds.result}.`] : []),
    '', 'DELIVERY', ...(pack.grants.length === 0 ? ['Nothing was to be delivered.'] : deliveries(pack)),
    ...(pack.refunds.length > 0 ? ['', 'REFUNDS', ...pack.refunds.map((each) => `- ${money(each.amount_minor, each.currency)}, ${each.status}, asked for ${at(each.requested_at)}: ${each.reason}`)] : []),
    '', 'EARLIER PURCHASES OF THIS ACCOUNT THAT NOBODY DISPUTED', ...(pack.earlier_purchases.length === 0 ? ['None.'] : []),
    ...pack.earlier_purchases.map((each) => `- ${each.payment_id}, ${at(each.captured_at)}, ${money(each.amount_minor, each.currency)}, ${each.days_before_dispute} days before the dispute; the same: ${each.same.join(', ')}`),
    ...(pack.compelling_evidence.is_met ? [`Visa Compelling Evidence 3.0 is met by ${pack.compelling_evidence.payment_ids.join(' and ')}.`] : []),
  ];
  return lines.join('\n').slice(0, TEXT_MAX);
}

function deliveries(pack: EvidencePack): string[] {
  return pack.grants.map((grant) => `- ${grant.id} to ${pack.player.player_id}: ${grant.items.map((item) => `${item.quantity} x ${item.name} (${item.sku})`).join(', ')}; told to the game ${at(grant.requested_at)}; ${grant.acknowledged_at === null ? `not acknowledged (${grant.state})` : `acknowledged by the game ${at(grant.acknowledged_at)} (${grant.state})`}`);
}

/** What providers take as fields of their own, beside the text. */
export function evidenceFields(pack: EvidencePack): EvidenceToSend['fields'] {
  const { order, player, payment } = pack;
  const delivered = pack.grants.find(({ acknowledged_at }) => acknowledged_at !== null);
  return {
    product_description: `Digital goods for a game, delivered to the player's account: ${order.lines.map((line) => `${line.quantity} x ${line.name}`).join(', ')}`.slice(0, FIELD_MAX),
    customer_name: player.name, customer_email_address: order.email ?? player.email, customer_purchase_ip: order.ip_address ?? payment.ip_address,
    service_date: delivered ? new Date(delivered.acknowledged_at! * 1_000).toISOString().slice(0, 10) : null, access_activity_log: pack.grants.length === 0 ? null : deliveries(pack).join('\n').slice(0, FIELD_MAX),
  };
}
