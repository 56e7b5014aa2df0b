import { InvariantBroken, invariant } from '#platform/kernel/errors';
import type { MoveExchange, SettlementLine, StudioMove } from '../contracts/commands.js';
import { classOf } from './chart-of-accounts.js';
import type { TaxLine } from './tax-lines.js';

/** One side of an entry. A positive amount is a debit, a negative one a credit. */
export interface Posting {
  account: string;
  amount_minor: bigint;
}

/** What the operator is owed of a sale that the studio has made itself, and what of it is given back. No money of such a sale is in these books. */
export const OWN_SALE_KINDS = ['own_sale_fee', 'own_refund_fee', 'own_chargeback_fee'] as const;

export type EntryKind = (typeof OWN_SALE_KINDS)[number] | 'sale' | 'psp_fee' | 'psp_fee_true_up' | 'refund' | 'chargeback' | 'overpayment' | 'overpayment_refund' | 'mismatch' | 'mismatch_resolved' | 'dispute_opened' | 'dispute_won' | 'dispute_lost' | 'loss' | 'settlement' | 'settlement_exchanged' | 'psp_fee_passed_on' | 'payout_exchanged' | 'exchange_settled' | 'exchange_undone' | StudioMove['kind'];

export interface JournalEntry {
  /** The business fact, unique per game: posting it twice is a no-op. */
  fact: string;
  kind: EntryKind;
  order_id: string | null;
  payment_id: string | null;
  currency: string;
  postings: Posting[];
  /** `YYYY-MM-DD` (UTC) of the fact, where it tells one; the day of the posting else. */
  occurred_on?: string;
  /** ISO 3166-1, where the fact tells it: by it the books of a legal entity are found. What its order or payment has in the books already goes before. */
  buyer_country?: string;
  /** What it means to a tax office; left out where the announcement does not say, and told later by the orders. */
  tax_lines?: readonly TaxLine[];
}

/** What the ledger needs of a sale, as `orders.order.paid.v1` tells it. */
export interface SaleFigures {
  order_id: string;
  payment_id: string;
  provider: string;
  currency: string;
  total_minor: number;
  net_minor: number;
  tax_minor: number;
  tax: { components: { tax_minor: number; jurisdiction: string }[] };
  platform_fee_minor: number;
  psp_fee_minor: number;
  psp_fee_bearer: 'studio' | 'operator';
}

/** The figures of a sale, or of a part of it, that a mirror needs. */
export type MirroredFigures = Omit<SaleFigures, 'psp_fee_minor' | 'psp_fee_bearer'>;

/** An entry in balance: at least two postings, none zero, debits equal credits. Equal accounts are added up first. */
export function balanced(entry: JournalEntry): JournalEntry {
  const sums = new Map<string, bigint>();
  for (const { account, amount_minor } of entry.postings) {
    classOf(account);
    sums.set(account, (sums.get(account) ?? 0n) + amount_minor);
  }
  const postings = [...sums].filter(([, amount]) => amount !== 0n).map(([account, amount_minor]) => ({ account, amount_minor }));
  const total = postings.reduce((sum, posting) => sum + posting.amount_minor, 0n);
  invariant(total === 0n, `${entry.fact} is out of balance by ${total}`);
  invariant(postings.length >= 2, `${entry.fact} has fewer than two postings`);
  return { ...entry, postings };
}

export const debit = (account: string, minor: number | bigint): Posting => ({ account, amount_minor: BigInt(minor) });
export const credit = (account: string, minor: number | bigint): Posting => ({ account, amount_minor: -BigInt(minor) });

/** Gross into clearing; tax to its authorities; the fee to the operator; the rest to the studio. */
function salePostings(sale: MirroredFigures): Posting[] {
  const taxes = sale.tax.components.reduce((sum, component) => sum + component.tax_minor, 0);
  if (taxes !== sale.tax_minor || sale.net_minor + sale.tax_minor !== sale.total_minor) {
    throw new InvariantBroken(`The figures of ${sale.order_id} do not add up: net ${sale.net_minor}, tax ${sale.tax_minor} (components ${taxes}), total ${sale.total_minor}`);
  }
  return [
    debit(`psp_clearing:${sale.provider}`, sale.total_minor),
    ...sale.tax.components.map((component) => credit(`tax_payable:${component.jurisdiction}`, component.tax_minor)),
    credit('platform_fee_revenue', sale.platform_fee_minor),
    credit('studio_payable', sale.net_minor - sale.platform_fee_minor),
  ];
}

const negated = (postings: Posting[]): Posting[] => postings.map(({ account, amount_minor }) => ({ account, amount_minor: -amount_minor }));

/** A sale, and the provider's fee as an entry of its own: it stays when the sale is reversed. */
export function saleEntries(sale: SaleFigures): JournalEntry[] {
  const about = { order_id: sale.order_id, payment_id: sale.payment_id, currency: sale.currency };
  // A purchase of nothing moves no money.
  const entries = sale.total_minor === 0 ? [] : [balanced({ ...about, fact: `sale:${sale.order_id}`, kind: 'sale', postings: salePostings(sale) })];
  return [...entries, ...pspFee(sale, sale.psp_fee_bearer === 'studio' ? 'studio_payable' : 'psp_fee_expense')];
}

function pspFee({ payment_id, order_id, provider, currency, psp_fee_minor }: Pick<SaleFigures, 'payment_id' | 'order_id' | 'provider' | 'currency' | 'psp_fee_minor'>, bearer: string): JournalEntry[] {
  if (psp_fee_minor === 0) return [];
  return [balanced({ order_id, payment_id, currency, fact: `psp_fee:${payment_id}`, kind: 'psp_fee', postings: [debit(bearer, psp_fee_minor), credit(`psp_clearing:${provider}`, psp_fee_minor)] })];
}

/**
 * The sale mirrored, or a part of it by the figures that its order gave it: tax, platform fee and studio payable reverse; the provider's own fee stays with its bearer. A refund goes out through the provider;
 * a lost dispute uses up what the bank took when it was opened.
 */
export function reversalEntry(sale: MirroredFigures, kind: 'refund' | 'chargeback', cause: string): JournalEntry {
  const mirrored = negated(salePostings(sale)).map((posting) => (kind === 'chargeback' && posting.account.startsWith('psp_clearing:') ? { ...posting, account: `disputes_in_transit:${sale.provider}` } : posting));
  return balanced({ order_id: sale.order_id, payment_id: sale.payment_id, currency: sale.currency, fact: `${kind}:${cause}`, kind, postings: mirrored });
}

/** What an order says of a sale, or of what has gone back of it, that its studio has made by its own account. */
export type OwnSaleFigures = Pick<SaleFigures, 'order_id' | 'payment_id' | 'currency' | 'platform_fee_minor'>;

/**
 * A sale of the studio's own: the platform fee is owed by the studio, and set off against what it is owed, in the next payout. What goes back takes its part of that fee with it, whether the studio gave it back or a bank has.
 * Null where there is no fee: nothing is owed then.
 */
export function ownSaleEntry(sale: OwnSaleFigures, kind: (typeof OWN_SALE_KINDS)[number], cause: string): JournalEntry | null {
  if (sale.platform_fee_minor === 0) return null;
  const claim = [debit('studio_payable', sale.platform_fee_minor), credit('platform_fee_revenue', sale.platform_fee_minor)];
  return balanced({ order_id: sale.order_id, payment_id: sale.payment_id, currency: sale.currency, fact: `${kind}:${cause}`, kind, postings: kind === 'own_sale_fee' ? claim : negated(claim) });
}

interface Dispute { order_id: string; payment_id: string; dispute_id: string; provider: string; currency: string; amount_minor: number }

/** The bank takes the money when a dispute is opened and returns it when it is won. */
export function disputeEntry(dispute: Dispute, stage: 'opened' | 'won'): JournalEntry {
  const [from, to] = [`psp_clearing:${dispute.provider}`, `disputes_in_transit:${dispute.provider}`];
  const postings = [debit(to, dispute.amount_minor), credit(from, dispute.amount_minor)];
  return balanced({
    order_id: dispute.order_id, payment_id: dispute.payment_id, currency: dispute.currency, fact: `dispute_${stage}:${dispute.dispute_id}`, kind: `dispute_${stage}`,
    postings: stage === 'opened' ? postings : negated(postings),
  });
}

/**
 * A lost dispute of money that no sale stands behind: the bank has paid what was owed to the player, or what waited for a person; what had gone back before is a loss. That of
 * a sale is posted from the order's own event, as the mirror of the sale (`reversalEntry`) or as a loss (`lossEntry`).
 */
export function disputeLostEntry(dispute: Dispute, was: 'player_payable' | 'suspense' | 'chargeback_loss'): JournalEntry {
  return balanced({
    order_id: dispute.order_id, payment_id: dispute.payment_id, currency: dispute.currency, fact: `dispute_lost:${dispute.dispute_id}`, kind: 'dispute_lost',
    postings: [debit(was, dispute.amount_minor), credit(`disputes_in_transit:${dispute.provider}`, dispute.amount_minor)],
  });
}

/** What a stage of a dispute moves. Null where no money moves, and for a lost dispute of a sale: the order tells what that means. */
export function disputeStageEntry(dispute: Dispute & { stage: 'opened' | 'won' | 'lost'; taken_from?: 'sale' | 'owed_to_player' | 'suspense'; has_gone_back?: boolean }): JournalEntry | null {
  if (dispute.amount_minor === 0) return null;
  if (dispute.stage !== 'lost') return disputeEntry(dispute, dispute.stage);
  if (dispute.taken_from === 'suspense') return disputeLostEntry(dispute, 'suspense');
  if (dispute.taken_from === 'owed_to_player') return disputeLostEntry(dispute, dispute.has_gone_back ? 'chargeback_loss' : 'player_payable');
  return null;
}

/** The money of a sale that was mirrored before has gone back once more: by the bank, which uses up what it took when the dispute was opened, or through the provider. */
export function lossEntry(loss: { order_id: string; payment_id: string; provider: string; currency: string; amount_minor: number; by: 'refund' | 'dispute'; cause_id: string }): JournalEntry {
  const from = loss.by === 'dispute' ? `disputes_in_transit:${loss.provider}` : `psp_clearing:${loss.provider}`;
  return balanced({
    order_id: loss.order_id, payment_id: loss.payment_id, currency: loss.currency, fact: `loss:${loss.cause_id}`, kind: 'loss',
    postings: [debit('chargeback_loss', loss.amount_minor), credit(from, loss.amount_minor)],
  });
}

/** Money that came without a sale. The operator bears what the provider charges for it. */
export function overpaymentEntries(payment: { order_id: string; payment_id: string; provider: string; currency: string; amount_minor: number; psp_fee_minor: number }): JournalEntry[] {
  const about = { order_id: payment.order_id, payment_id: payment.payment_id, currency: payment.currency };
  return [
    balanced({ ...about, fact: `overpayment:${payment.payment_id}`, kind: 'overpayment', postings: [debit(`psp_clearing:${payment.provider}`, payment.amount_minor), credit('player_payable', payment.amount_minor)] }),
    ...pspFee(payment, 'psp_fee_expense'),
  ];
}

/** `hasGoneBack`: the bank had taken it before, so nothing was owed any more. */
export function overpaymentRefundEntry(refund: { order_id: string; payment_id: string; refund_id: string; provider: string; currency: string; amount_minor: number }, hasGoneBack = false): JournalEntry {
  return balanced({
    order_id: refund.order_id, payment_id: refund.payment_id, currency: refund.currency, fact: `overpayment_refund:${refund.refund_id}`, kind: 'overpayment_refund',
    postings: [debit(hasGoneBack ? 'chargeback_loss' : 'player_payable', refund.amount_minor), credit(`psp_clearing:${refund.provider}`, refund.amount_minor)],
  });
}

interface MismatchedPayment { order_id: string; payment_id: string; provider: string; reported_minor: number; reported_currency: string }

/** A person has found out what was really taken: what was reported is undone, and what was taken has its own entries. */
export function mismatchResolvedEntry(payment: MismatchedPayment): JournalEntry | null {
  const entry = mismatchEntry(payment);
  return entry && { ...entry, fact: `mismatch_resolved:${payment.payment_id}`, kind: 'mismatch_resolved', postings: negated(entry.postings) };
}

/** Another amount or currency than asked for: kept apart until a person has decided. */
export function mismatchEntry(payment: MismatchedPayment): JournalEntry | null {
  if (payment.reported_minor === 0) return null;
  return balanced({
    order_id: payment.order_id, payment_id: payment.payment_id, currency: payment.reported_currency, fact: `mismatch:${payment.payment_id}`, kind: 'mismatch',
    postings: [debit(`psp_clearing:${payment.provider}`, payment.reported_minor), credit('suspense', payment.reported_minor)],
  });
}

/** A settled line leaves clearing for the bank; a fee that no charge carried (of a dispute) is a cost of the operator. A line of nothing is nothing. */
export function settlementEntry(line: SettlementLine): JournalEntry | null {
  if (line.gross_minor - line.fee_minor !== line.net_minor) throw new InvariantBroken(`The settlement line ${line.line_id} does not add up`);
  if (line.net_minor === 0) return null;
  return balanced({
    order_id: null, payment_id: line.payment_id, currency: line.currency, fact: `settlement:${line.provider}:${line.line_id}`, kind: 'settlement',
    postings: [debit(`bank:${line.provider}`, line.net_minor), credit(line.kind === 'fee' ? 'psp_fee_expense' : `psp_clearing:${line.provider}`, line.net_minor)],
  });
}

/** From which account to which each kind of move goes. A posting names the provider where its account does. */
const MOVES: Readonly<Record<StudioMove['kind'], { from: 'studio_payable' | 'studio_reserve' | 'payouts_in_transit' | 'bank'; to: 'studio_payable' | 'studio_reserve' | 'payouts_in_transit' | 'bank' }>> = {
  reserve_held: { from: 'studio_payable', to: 'studio_reserve' },
  reserve_released: { from: 'studio_reserve', to: 'studio_payable' },
  payout_sent: { from: 'studio_payable', to: 'payouts_in_transit' },
  payout_paid: { from: 'payouts_in_transit', to: 'bank' },
  payout_failed: { from: 'payouts_in_transit', to: 'studio_payable' },
  payout_returned: { from: 'bank', to: 'studio_payable' },
};

/** What a studio is owed goes from one account to another: into the reserve and out of it, to its bank and back. What it is a part of (`about`: a day of sales, a payout) is moved once. */
export function studioMoveEntries(move: StudioMove): JournalEntry[] {
  if (move.amount_minor <= 0) throw new InvariantBroken(`${move.kind} of ${move.about} moves ${move.amount_minor}`);
  if (move.exchange) return exchangedMoveEntries(move, move.exchange);
  const { from, to } = MOVES[move.kind];
  return [moveEntry(move, move.kind, move.currency, [debit(accountOf(from, move), move.amount_minor), credit(accountOf(to, move), move.amount_minor)])];
}

/**
 * The same where it arrives in another currency: two legs, one in each, with `fx_clearing` between them. What the operator keeps for it stands apart (`fx_spread_revenue`), and so does what the bank's own rate makes
 * of the rest (`fx_gain`, `fx_loss`). `fx_clearing` is back at zero in both currencies when the bank has it or has refused it.
 */
function exchangedMoveEntries(move: StudioMove, { currency, amount_minor, spread_minor, debited_minor }: MoveExchange): JournalEntry[] {
  const exchanged = move.amount_minor - spread_minor;
  if (spread_minor < 0 || exchanged < 0 || amount_minor < 0 || currency === move.currency) throw new InvariantBroken(`${move.kind} of ${move.about} exchanges ${exchanged} ${move.currency} for ${amount_minor} ${currency}`);
  const transit = accountOf('payouts_in_transit', move);
  const sold = [debit('studio_payable', move.amount_minor), credit('fx_spread_revenue', spread_minor), credit('fx_clearing', exchanged)];
  const bought = [debit('fx_clearing', amount_minor), credit(transit, amount_minor)];
  // A share may be so small that nothing of it is exchanged, or that nothing arrives: it has one leg.
  const leg = (kind: EntryKind, postings: Posting[]): JournalEntry[] => (amount_minor === 0 ? [] : [moveEntry(move, kind, currency, postings)]);
  switch (move.kind) {
    case 'payout_sent':
      return [moveEntry(move, 'payout_exchanged', move.currency, sold), ...leg('payout_sent', bought)];
    case 'payout_failed':
      return [...leg('payout_failed', negated(bought)), moveEntry(move, 'exchange_undone', move.currency, negated(sold))];
    case 'payout_paid': {
      if (debited_minor === null || debited_minor < 0) throw new InvariantBroken(`${move.about} was exchanged for ${debited_minor}`);
      const gain = exchanged - debited_minor;
      const settled = [debit('fx_clearing', exchanged), credit(accountOf('bank', move), debited_minor), gain < 0 ? debit('fx_loss', -gain) : credit('fx_gain', gain)];
      return [...leg('payout_paid', negated(bought)), ...(exchanged === 0 && debited_minor === 0 ? [] : [moveEntry(move, 'exchange_settled', move.currency, settled)])];
    }
    default:
      throw new InvariantBroken(`${move.kind} of ${move.about} exchanges nothing`);
  }
}

function moveEntry({ about }: StudioMove, kind: EntryKind, currency: string, postings: Posting[]): JournalEntry {
  return balanced({ order_id: null, payment_id: null, currency, fact: `${kind}:${about}`, kind, postings });
}

function accountOf(code: string, { provider }: StudioMove): string {
  return classNeedsProvider(code) ? `${code}:${provider ?? ''}` : code;
}

function classNeedsProvider(code: string): boolean {
  return code === 'payouts_in_transit' || code === 'bank';
}
