/** A bank account of a payee, as a bank has to know it. */
export type BankDetails = { kind: 'iban'; iban: string; bic: string | null } | { kind: 'local'; account_number: string; bank_code: string; bic: string | null };

/** One transfer, asked for under our own id. Amounts in minor units of the currency. */
export interface TransferOrder {
  /** Ours, the payout id: the bank books one transfer for it, however often it is asked. */
  reference: string;
  amount_minor: number;
  currency: string;
  creditor: { name: string; country: string; account: BankDetails };
  /** Where it is taken from an account of ours in another currency: which, and what we expect to be taken of it, at the rate that the studio was told. */
  exchange?: { debit_currency: string; expected_minor: number; rate: string };
  /** What the payee reads on the statement of the bank. */
  remittance: string;
}

/** What a bank says of a transfer. */
export interface SeenTransfer {
  /** The bank's own id. */
  provider_reference: string;
  reference: string;
  state: 'pending' | 'booked' | 'rejected';
  amount_minor: number;
  currency: string;
  /** What was taken of our account, once it is booked; null where nothing was exchanged. */
  debited: { amount_minor: number; currency: string } | null;
  /** Why it was rejected, a word for programs. */
  failure: string | null;
}

/**
 * The answer of every question to a bank; a provider never throws for what a bank does. `refused`: it understood and will not. `unavailable`: it surely did not act. `unknown`: it may have
 * acted; whoever gets this looks up, and never takes it for a failure.
 */
export type ProviderAnswer<T> =
  | { outcome: 'answered'; value: T }
  | { outcome: 'refused'; code: string }
  | { outcome: 'unavailable'; reason: string }
  | { outcome: 'unknown'; reason: string };

/** Through whom money leaves. Every call ends within its deadline. */
export interface PayoutProvider {
  readonly provider: string;
  send(order: TransferOrder): Promise<ProviderAnswer<SeenTransfer>>;
  /** By our reference; null when the bank does not know it. */
  lookUp(reference: string): Promise<ProviderAnswer<SeenTransfer | null>>;
}
