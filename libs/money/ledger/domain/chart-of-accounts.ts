import { InvariantBroken } from '#platform/kernel/errors';

export type AccountKind = 'asset' | 'liability' | 'revenue' | 'expense';

export interface AccountClass {
  /** Code before the colon; `qualifier` says what stands after it. */
  code: string;
  qualifier: string | null;
  kind: AccountKind;
  what: string;
  /** Returns to zero: whoever closes a month says why where it has not. */
  isClearing?: true;
}

/** The published chart of accounts. `docs/reference/chart-of-accounts.md` is made from it. */
export const CHART: readonly AccountClass[] = [
  { code: 'psp_clearing', qualifier: 'provider', kind: 'asset', what: 'Money that a payment provider has taken for us and not yet paid out. Returns to zero when everything is settled.', isClearing: true },
  { code: 'bank', qualifier: 'provider', kind: 'asset', what: 'Money that a provider has paid out to the operator, less what was paid out of it to studios.' },
  { code: 'tax_payable', qualifier: 'jurisdiction', kind: 'liability', what: 'Tax collected from players and owed to the authority of this jurisdiction.' },
  { code: 'studio_payable', qualifier: null, kind: 'liability', what: 'What the operator owes to the studio: net sales less fees, less the platform fee of what the studio sells itself. Below zero the studio owes it to the operator.' },
  { code: 'studio_reserve', qualifier: null, kind: 'liability', what: 'What is kept back of what the studio is owed, for refunds and disputes that are still to come. Each part goes back to `studio_payable` on its day.' },
  { code: 'payouts_in_transit', qualifier: 'provider', kind: 'liability', what: 'Money on its way to the bank of a studio. Returns to zero when the bank has it or has refused it.', isClearing: true },
  { code: 'fx_clearing', qualifier: null, kind: 'asset', what: 'Money that is being exchanged for a payout: what was given up in one currency, what comes for it in the other. Returns to zero in both when the bank has the payout or has refused it.', isClearing: true },
  { code: 'fx_position', qualifier: 'currencies', kind: 'asset', what: 'What providers have exchanged by settling a payment (`JPY`) in another currency (`USD`), both in `fx_position:JPY-USD`: in the one what was given up, in the other, on the other side, what that was worth. It stays while the operator holds the one and owes the other, and is nothing in both once all of a payment has gone back.' },
  { code: 'player_payable', qualifier: null, kind: 'liability', what: 'Money that was taken without a sale (paid twice, paid too late) and goes back to the player.', isClearing: true },
  { code: 'disputes_in_transit', qualifier: 'provider', kind: 'asset', what: 'Money that a bank has taken back while a dispute is open. Returns to zero when it is won or lost.', isClearing: true },
  { code: 'suspense', qualifier: null, kind: 'liability', what: 'Money that was taken and waits for a person: another amount than asked for, or a review.', isClearing: true },
  { code: 'platform_fee_revenue', qualifier: null, kind: 'revenue', what: "The operator's fee, of its own sales for studios and of those that studios make themselves." },
  { code: 'fx_spread_revenue', qualifier: null, kind: 'revenue', what: 'What the operator keeps for exchanging a payout, by the terms of the studio.' },
  { code: 'fx_gain', qualifier: null, kind: 'revenue', what: "Where the bank's rate was better than that of a payout, or the rate of the day than that at which money that goes back had been exchanged." },
  { code: 'fx_loss', qualifier: null, kind: 'expense', what: "Where the bank's rate was worse than that of a payout, or the rate of the day than that at which money that goes back had been exchanged." },
  { code: 'fx_spread_expense', qualifier: null, kind: 'expense', what: "What providers keep by their own rates where they settle in another currency than was paid in: what these are worse than the rate of the day." },
  { code: 'chargeback_loss', qualifier: null, kind: 'expense', what: 'Money that went back to a player twice, refunded and taken by the bank. The operator bears it.' },
  { code: 'psp_fee_expense', qualifier: null, kind: 'expense', what: "Providers' fees that the operator bears." },
];

/** The class of an account code such as `tax_payable:US-CT`. A code outside the chart is a bug. */
export function classOf(account: string): AccountClass {
  const [code, qualifier] = account.split(':', 2);
  const found = CHART.find((entry) => entry.code === code);
  if (!found || (found.qualifier === null) !== (qualifier === undefined) || qualifier === '') throw new InvariantBroken(`${account} is not an account of the chart`);
  return found;
}
